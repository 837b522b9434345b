"""Who has not reported, whom to call, and the ledger of reminders (section V.4)."""
