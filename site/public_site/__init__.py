"""PUBLIC: data packages and content become pages; knows nothing of private records."""
