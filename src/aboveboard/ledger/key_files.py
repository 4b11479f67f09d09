"""A private key in a file of its own, read by its owner alone. Needs no Django: a witness has one too."""

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

from aboveboard.ledger.pure.errors import LedgerError

logger = logging.getLogger(__name__)


class KeyFileError(LedgerError):
    """The key's file cannot be used as it is; the message says how to mend it."""


def load_or_make_key(path: Path, *, whose: str = "ledger") -> Ed25519PrivateKey:
    """The key in this file; made, mode 0600, if there is none. Two processes that start at once get the same one.

    Raises `KeyFileError` if others may read the file, or if it holds no Ed25519 key.
    """
    if not path.exists():
        _make(path, whose)
    return load_key(path, whose=whose)


def load_key(path: Path, *, whose: str = "ledger") -> Ed25519PrivateKey:
    """The key in this file. Raises `KeyFileError`."""
    try:
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            raise KeyFileError(f"{path} can be read by others (mode {mode:04o}). Run: chmod 600 {path}")
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as refused:
        raise KeyFileError(f"The {whose}'s key {path} cannot be read: {refused.strerror}.") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyFileError(
            f"{path} holds no key. Put the {whose}'s key back from your offline copy."
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{path} holds another kind of key than the {whose}'s (Ed25519).")
    return key


def _make(path: Path, whose: str) -> None:
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
        "The %s's key was made at %s. Keep a copy of it offline: without it nothing can be signed.",
        whose,
        path,
    )


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
