"""The error that every refusal of the ledger is a kind of."""


class LedgerError(Exception):
    """Something that the ledger refuses; the message says what, for the person who reads it."""
