"""Files beside figures and reports, and the sheet that the head of a unit signed."""
