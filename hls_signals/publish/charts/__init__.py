"""Which drawings are there? One builder a kind."""
