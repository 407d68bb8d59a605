"""One's own results."""
