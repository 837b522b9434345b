"""The page on which a unit enters its figures, and what it does while they are typed."""
