"""The independent auditor: reads published output only and shares no code with the protector."""
