"""The command `kinerja`; every command is a few lines that call one room."""

from kinerja.cli.commands import main

__all__ = ["main"]
