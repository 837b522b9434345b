"""Home Affairs' desk: what waits, one report before its reviewer, all units over all periods."""
