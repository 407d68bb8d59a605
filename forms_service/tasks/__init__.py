"""The list of one's tasks."""
