"""The ledger's private key: one file, made on the first run, read by its owner alone.

Whoever has it and the database can rebuild the ledger; who has lost it cannot sign again. It is never in the
database, and a copy belongs somewhere offline.

While it is replaced there are two files more beside it: `.next`, the key to come, made before the ledger names it;
and `.old`, the key that was, until it has signed once more beside the new one. Whichever file the ledger calls for is
found, so that a crash at any moment loses no key.
"""

from __future__ import annotations

import logging
import os
import secrets
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from aboveboard.ledger.pure.errors import LedgerError

logger = logging.getLogger(__name__)


class KeyFileError(LedgerError):
    """The key's file cannot be used as it is; the message says how to mend it."""


def key_path() -> Path:
    """Where the key is: `LEDGER_KEY` if it is set (a mounted credential), else among the keys of ABOVEBOARD_DATA."""
    chosen = getattr(settings, "LEDGER_KEY", "")
    return Path(chosen) if chosen else Path(settings.DATA) / "keys" / "ledger.pem"


def load_or_make_key(path: Path) -> Ed25519PrivateKey:
    """The key in this file; made, mode 0600, if there is none. Two processes that start at once get the same one.

    Raises `KeyFileError` if others may read the file, or if it holds no Ed25519 key.
    """
    if not path.exists():
        _make(path)
    return load_key(path)


def load_key(path: Path) -> Ed25519PrivateKey:
    """The key in this file. Raises `KeyFileError`."""
    try:
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            raise KeyFileError(f"{path} can be read by others (mode {mode:04o}). Run: chmod 600 {path}")
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as refused:
        raise KeyFileError(f"The ledger's key {path} cannot be read: {refused.strerror}.") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyFileError(
            f"{path} holds no key. Put the ledger's key back from your offline copy."
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{path} holds another kind of key than the ledger's (Ed25519).")
    return key


def find_key(path: Path, public_key: bytes) -> Ed25519PrivateKey | None:
    """The key with this public half, from the file or from those beside it; None if it is in none of them."""
    for each in (path, _next(path), _old(path)):
        if each.exists() and (key := load_key(each)).public_key().public_bytes_raw() == public_key:
            return key
    return None


def make_next_key(path: Path) -> Ed25519PrivateKey:
    """The key to come, made beside the present one, or left there by a try that was cut off. Raises `KeyFileError`."""
    try:
        return load_or_make_key(_next(path))
    except OSError as refused:
        raise KeyFileError(
            f"No new key can be made beside {path}: {refused.strerror}. Give the service's account a folder of its "
            "own for the key."
        ) from None


def put_next_key_in_place(path: Path, public_key: bytes) -> None:
    """Let the key with this public half, made beside it, take the place of the present one, which is kept as `.old`.

    At every moment there is a key at `path`, so that nobody makes another. Safe to repeat.
    """
    coming = _next(path)
    if not coming.exists() or load_key(coming).public_key().public_bytes_raw() != public_key:
        return
    if path.exists():
        _old(path).unlink(missing_ok=True)
        os.link(path, _old(path))
    coming.replace(path)
    _sync_folder(path.parent)


def destroy_old_key(path: Path) -> None:
    """Take the key away that was replaced, once it has nothing more to sign: nobody can steal it then."""
    if _old(path).exists():
        _old(path).unlink()
        _sync_folder(path.parent)


def _next(path: Path) -> Path:
    return path.with_name(f"{path.name}.next")


def _old(path: Path) -> Path:
    return path.with_name(f"{path.name}.old")


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A link is there whole or not at all, and fails if somebody else was first: then theirs is the key.
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    _sync_folder(path.parent)
    logger.warning(
        "The ledger's key was made at %s. Keep a copy of it offline: without it nothing can be signed.", path
    )


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
