"""Setting up a campaign: copied from last year's, allocated, checked, opened. See `docs/decisions.md`."""
