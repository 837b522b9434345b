"""Correcting what was handed in: requests, the difference between revisions, what changed late."""
