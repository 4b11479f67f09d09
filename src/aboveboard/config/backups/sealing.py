"""Encrypt what is written to a pipe to age recipients, and decrypt it again, in a stream: nothing lies in the clear."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from aboveboard.config.backups import BackupError

Recipient = pyrage.x25519.Recipient
Identity = pyrage.x25519.Identity


def parse_recipient(text: str) -> Any:
    """An age recipient (`age1...`); raises BackupError."""
    try:
        return Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise BackupError(f"{text} is not an age recipient. One begins with age1.") from error


def read_identities(path: Path) -> list[Any]:
    """The identities of a key file as `aboveboard backup-key` and age write it; raises BackupError."""
    try:
        lines = [line.strip() for line in path.read_text(encoding="ascii").splitlines()]
        found = [Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise BackupError(f"{path} is not a file of age identities: {error}") from error
    if not found:
        raise BackupError(f"{path} holds no identity. One begins with AGE-SECRET-KEY-1.")
    return found


def new_identity() -> tuple[str, str]:
    """A new identity (keep it away from the server) and its recipient (give it to the server)."""
    identity = Identity.generate()
    return str(identity), str(identity.to_public())


def _in_another_thread(work: Callable[[], None]) -> Callable[[], None]:
    """Start `work`; call the result to wait for it and to raise what it raised."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # handed to the thread that waits
            raised.append(error)

    thread = threading.Thread(target=run, name="sealing")
    thread.start()

    def finish() -> None:
        thread.join()
        if raised:
            raise raised[0]

    return finish


def seal(write: Callable[[BinaryIO], None], sealed: BinaryIO, recipients: list[Any]) -> None:
    """Encrypt everything that `write` writes, as it writes it, into `sealed`."""
    out, into = os.pipe()

    def encrypt() -> None:
        with os.fdopen(out, "rb") as plain:
            pyrage.encrypt_io(plain, sealed, recipients)

    finish = _in_another_thread(encrypt)
    failed: Exception | None = None
    try:
        with os.fdopen(into, "wb") as plain:
            write(plain)
    except Exception as error:
        failed = error
    finish()  # what went wrong over there, such as a full disk, comes first: it is why this end broke
    if failed:
        raise failed


def unseal(sealed: BinaryIO, read: Callable[[BinaryIO], None], identities: list[Any]) -> None:
    """Let `read` read everything that is encrypted in `sealed`. Until this returns, nothing read may be trusted:
    a file that was cut short shows only at its end. Raises BackupError."""
    out, into = os.pipe()

    def fill() -> None:
        with os.fdopen(into, "wb") as plain:
            pyrage.decrypt_io(sealed, plain, identities)

    finish = _in_another_thread(fill)
    failed: Exception | None = None
    with os.fdopen(out, "rb") as plain:
        try:
            read(plain)
            while plain.read(65536):  # what stands after the tar's end belongs to the check, too
                pass
        except Exception as error:
            failed = error
    try:
        finish()
    except BrokenPipeError:
        pass
    except (pyrage.DecryptError, OSError) as error:
        raise BackupError(
            "The backup cannot be decrypted: the identity is another's, or the file is damaged or cut short."
        ) from error
    if failed:
        raise failed
