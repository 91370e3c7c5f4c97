"""What each stage reads and writes: raw -> staged -> measures -> signals -> published."""
