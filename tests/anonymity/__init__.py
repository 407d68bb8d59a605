"""Peer ratings nobody can trace: every sentence of docs/anonymity.md that a program can hold."""
