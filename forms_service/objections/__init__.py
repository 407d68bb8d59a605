"""Objections to a supervisor's assessment."""
