"""The vocabulary and rules of assessment: pure Python, no Flask, no files."""
