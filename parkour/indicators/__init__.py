"""Indicators and surveys: what changed after a decision, and how sure one may be. It reads all; nobody reads it."""
