"""The `hls-signals` command: verbs a council analyst would say."""

from hls_signals.cli.app import app, main

__all__ = ["app", "main"]
