"""Lets `python -m trustlane.cli` run the command."""

from trustlane.cli import main

main()
