"""Backups: the database, the keys and the files of the service in one tar, encrypted to whoever keeps it.

The members, in order: `manifest.json`; the database, as `database.sqlite3` or as `tables/NAME/NNNNNN`, pieces of
PostgreSQL's COPY text; then `files/...`, the data folder. Records are never changed in place, so files copied after
the database's snapshot hold at least what the snapshot names.
"""

FORMAT = "aboveboard-backup-1"
PIECE = 8 * 1024 * 1024


class BackupError(Exception):
    """A backup or a restore that cannot go on; the message says why and what to do."""
