"""Sends a checkpoint to a witness, and trusts nothing of what comes back: not its length, not its haste."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.witnessing import ADD_CHECKPOINT, MOST_BYTES, AddCheckpoint

SECONDS_TO_CONNECT = 5.0
SECONDS_IN_ALL = 15.0


class AwayError(LedgerError):
    """The witness could not be reached, or did not answer in time or in bounds."""


@dataclass(frozen=True)
class Answer:
    """An answer as it came. Redirects are answers too: they are not followed."""

    status: int
    media_type: str
    content: bytes


def send(prefix: str, request: AddCheckpoint, *, seconds: float = SECONDS_IN_ALL) -> Answer:
    """The witness's answer, within `seconds` of having reached it, however slowly it drips. Raises `AwayError`."""
    parts = urlsplit(prefix)
    host = parts.hostname or ""
    connection = (
        http.client.HTTPSConnection(
            host, parts.port, timeout=SECONDS_TO_CONNECT, context=ssl.create_default_context()
        )
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, parts.port, timeout=SECONDS_TO_CONNECT)
    )
    hang_up = threading.Timer(seconds, _hang_up, [connection])
    hang_up.daemon = True
    try:
        connection.connect()
        hang_up.start()
        connection.request(
            "POST",
            parts.path.rstrip("/") + ADD_CHECKPOINT,
            str(request).encode(),
            {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "aboveboard"},
        )
        answer = connection.getresponse()
        content = answer.read(MOST_BYTES + 1)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise AwayError(f"The witness did not answer: {type(fault).__name__}.") from fault
    finally:
        hang_up.cancel()
        connection.close()
    if len(content) > MOST_BYTES:
        raise AwayError("The witness's answer is too long.")
    if answer.length:  # fewer bytes than it said: cut off on the way, or by us
        raise AwayError("The witness's answer ended early.")
    return Answer(answer.status, answer.headers.get("Content-Type", ""), content)


def _hang_up(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)
