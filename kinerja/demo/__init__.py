"""The worked example: invented people, what they did, and the run from roster to public site."""
