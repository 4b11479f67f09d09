"""The ledger: an append-only record of everything filed, and the receipts that prove it."""
