"""The command: reads configuration and wires the rooms; the only place that knows them all."""
