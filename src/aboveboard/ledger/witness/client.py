"""Sends a checkpoint to a witness, and trusts nothing of what comes back: not its length, not its haste."""

from __future__ import annotations

import http.client
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.witnessing import ADD_CHECKPOINT, MOST_BYTES, AddCheckpoint

SECONDS_OF_SILENCE = 5.0
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
    """The witness's answer, if it is whole within `seconds`. Raises `AwayError`.

    In a thread of its own, which is left behind if need be: looking up a name, shaking hands and reading have each
    their own idea of patience, and none of them an end that a dripping server could not put off.
    """
    exchange = _Exchange(prefix, request)
    exchange.start()
    exchange.join(seconds)
    if exchange.is_alive():
        exchange.hang_up()
        raise AwayError("The witness did not answer in time.")
    if exchange.answer is None:
        raise AwayError(f"The witness did not answer: {type(exchange.fault).__name__}.") from exchange.fault
    answer, left = exchange.answer
    if len(answer.content) > MOST_BYTES:
        raise AwayError("The witness's answer is too long.")
    if left:
        raise AwayError("The witness's answer ended early.")
    return answer


class _Exchange(threading.Thread):
    """One request and its answer, with how many bytes of it are missing."""

    def __init__(self, prefix: str, request: AddCheckpoint) -> None:
        super().__init__(name="witness", daemon=True)
        self.answer: tuple[Answer, int] | None = None
        self.fault: Exception | None = None
        self._request, parts = request, urlsplit(prefix)
        self._path, host = parts.path.rstrip("/") + ADD_CHECKPOINT, parts.hostname or ""
        self._connection = (
            http.client.HTTPSConnection(host, parts.port, timeout=SECONDS_OF_SILENCE)
            if parts.scheme == "https"
            else http.client.HTTPConnection(host, parts.port, timeout=SECONDS_OF_SILENCE)
        )

    def run(self) -> None:
        try:
            self._connection.request(
                "POST",
                self._path,
                str(self._request).encode(),
                {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "aboveboard"},
            )
            answer = self._connection.getresponse()
            content = answer.read(MOST_BYTES + 1)
            media_type = answer.headers.get("Content-Type", "")
            self.answer = Answer(answer.status, media_type, content), answer.length or 0
        except (OSError, http.client.HTTPException, ValueError) as fault:
            self.fault = fault
        finally:
            self._connection.close()

    def hang_up(self) -> None:
        if self._connection.sock is not None:
            with suppress(OSError):
                self._connection.sock.shutdown(socket.SHUT_RDWR)
