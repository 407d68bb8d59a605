"""Words in one place: what there is to tell as data, and the catalogues (TOML, both languages side by side) that word it.

Rules, acts and the store return codes with values (`Phrase`, `Problem`, `Name`, `Figure`); pages and the command word them:
`refusals.toml` what is wrong, `phrases.toml` what is so, `names.toml` what things are called, `command.toml` what the command
says, `pages/*.toml` the pages of the form service, `methods.toml` whatever is said of a method, by method. What people write
in TOML is checked by `shape`, so that whatever is wrong is such a problem too. A leaf: it imports nothing of ours, so every
room may use it, the public side too.
"""
