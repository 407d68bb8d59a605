"""Words in one place: refusals as data, and the catalogues (TOML, Indonesian and English side by side) that word them.

A leaf: it imports nothing of ours, so every room may use it, the public side too.
"""
