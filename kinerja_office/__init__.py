"""The acts of the office over its store: one module a noun; tables and keys stand only here."""
