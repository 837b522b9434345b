"""Every list and table of the pages as a file: the rows of the page, under heads of their own."""
