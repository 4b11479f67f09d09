"""The ledger's private key: one file, made on the first run, read by its owner alone.

Whoever has it and the database can rebuild the ledger; who has lost it cannot sign again. It is never in the
database, and a copy belongs somewhere offline.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from aboveboard.ledger.key_files import KeyFileError, load_key, load_or_make_key

__all__ = ["KeyFileError", "key_path", "load_key", "load_or_make_key"]


def key_path() -> Path:
    """Where the key is: `LEDGER_KEY` if it is set (a mounted credential), else among the keys of ABOVEBOARD_DATA."""
    chosen = getattr(settings, "LEDGER_KEY", "")
    return Path(chosen) if chosen else Path(settings.DATA) / "keys" / "ledger.pem"
