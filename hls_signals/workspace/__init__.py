"""Settings, paths, the lock, and the errors a reader can mend."""
