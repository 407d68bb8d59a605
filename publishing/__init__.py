"""THE DOOR: stored counts become planned, masked, coded tables and a data package."""
