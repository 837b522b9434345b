"""A lead fills in, its units say right or object; a lead confirms what its units entered."""
