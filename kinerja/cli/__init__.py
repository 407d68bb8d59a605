"""The command `kinerja`; every command is a few lines that call one room."""
