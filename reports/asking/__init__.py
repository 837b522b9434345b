"""Explanations that are asked for, and inspections (section V.4)."""
