"""Engagements: what irritates, what is promised about it, what is done, and the proof with its date."""
