"""What did a meeting make of the figures, and what did it choose to try?"""
