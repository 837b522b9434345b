"""The round trip of a spreadsheet: an entry page as a workbook, filled offline, brought back as a draft."""
