"""Statutory returns as aids to learning: why a figure changed colour, with nothing ranked and nobody penalised."""

__version__ = "2026.11.0"
