"""SQLite, as the ledger needs it."""
