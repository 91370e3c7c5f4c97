"""Dagster and nothing else: which asset follows which, when, and under which checks."""
