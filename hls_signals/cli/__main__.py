"""`python -m hls_signals.cli`: the command where no script is installed."""

from hls_signals.cli.app import main

main()
