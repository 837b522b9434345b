"""Official documents on their way out: their words, issuing them, and what was issued."""
