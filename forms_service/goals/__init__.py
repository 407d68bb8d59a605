"""Goals of one's own and of one's reports."""
