"""The five stages as assets."""
