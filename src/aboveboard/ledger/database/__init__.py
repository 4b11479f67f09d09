"""Database backends that keep what the ledger promises."""
