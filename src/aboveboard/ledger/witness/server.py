"""The witness over HTTP: one address to send checkpoints to, and a page that says who this is.

Everybody may knock, so everything is limited: the size of a request, how long a connection lasts, and how many there
are at a time.
"""

from __future__ import annotations

import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aboveboard.ledger.pure.notes import Cosigner, VerifierKey
from aboveboard.ledger.pure.witnessing import (
    ADD_CHECKPOINT,
    MOST_BYTES,
    SIZE_TYPE,
    Refused,
    Status,
    WitnessingError,
    judge,
    parse_request,
)
from aboveboard.ledger.witness.memory import Memory

MOST_CONNECTIONS = 64
LONGEST_SECONDS = 30.0
PLAIN = "text/plain; charset=utf-8"


class Witness:
    """Cosigns what follows from all that it has cosigned before. For any number of threads."""

    def __init__(
        self,
        cosigner: Cosigner,
        memory: Memory,
        logs: Mapping[str, Sequence[VerifierKey]],
        read_clock: Callable[[], datetime],
    ) -> None:
        self.key = cosigner.key
        self._cosigner, self._memory, self._logs, self._read_clock = cosigner, memory, logs, read_clock
        self._lock = threading.Lock()
        self._remembered = memory.recall()

    def add_checkpoint(self, content: bytes) -> str:
        """The line with the cosignature. Raises `Refused`. What is cosigned is on the disk before this returns."""
        try:
            request = parse_request(content)
        except WitnessingError as refused:
            raise Refused(Status.UNREADABLE, str(refused)) from None
        with self._lock:
            try:
                checkpoint = judge(request, self._logs, self._remembered)
            except Refused as refused:
                if refused.status is Status.FORK:
                    self._tell(request.checkpoint)
                raise
            if self._remembered.get(checkpoint.origin) != checkpoint:
                self._memory.remember(checkpoint, request.checkpoint)
                self._remembered[checkpoint.origin] = checkpoint
            return str(self._cosigner.cosign(checkpoint.body(), int(self._read_clock().timestamp())))

    def _tell(self, note: str) -> None:
        """Keeps what was refused, and says so once to whoever runs this."""
        origin, size, *_ = note.split("\n")
        if self._memory.keep_refused(origin, note):
            sys.stderr.write(
                f"NOT COSIGNED: a checkpoint of {origin}, size {size}, was not shown to go on from the one cosigned "
                "before. Both are kept: see them with --refused, and ask the trust.\n"
            )


class WitnessServer(ThreadingHTTPServer):
    """Serves one witness until it is told to stop; what is under way then is answered first."""

    daemon_threads = False
    request_queue_size = MOST_CONNECTIONS

    def __init__(self, address: tuple[str, int], witness: Witness) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.witness = witness
        self._began: dict[socket.socket, float] = {}
        self._guard = threading.Lock()
        super().__init__(address, _Handler)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        with self._guard:
            if len(self._began) >= MOST_CONNECTIONS:
                return False
            self._began[request] = time.monotonic()
        return True

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._began.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        """Called twice a second: ends connections that have lasted too long, whatever they are doing."""
        self._cut(socket.SHUT_RDWR, older_than=time.monotonic() - LONGEST_SECONDS)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who hangs up is no fault of ours, and is not told of."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        # Nobody may say more, and what has been said is answered.
        self._cut(socket.SHUT_RD, older_than=float("inf"))
        super().server_close()

    def _cut(self, how: int, *, older_than: float) -> None:
        with self._guard:
            for connection, began in self._began.items():
                if began <= older_than:
                    with suppress(OSError):
                        connection.shutdown(how)


class _Handler(BaseHTTPRequestHandler):
    server: WitnessServer
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "witness", ""
    timeout = 10
    wbufsize = -1  # head and body in one go: in two, they wait for each other for 40 ms

    def do_GET(self) -> None:
        if self.path == "/":
            self._answer(
                200, f"A witness (c2sp.org/tlog-witness). Its verifier key:\n{self.server.witness.key}\n"
            )
        else:
            self._answer(404, "There is nothing here. Checkpoints are sent to /add-checkpoint.\n")

    def do_POST(self) -> None:
        if self.path != ADD_CHECKPOINT:
            self.close_connection = True
            self._answer(404, "There is nothing here. Checkpoints are sent to /add-checkpoint.\n")
            return
        content = self._read()
        if content is None:
            return
        try:
            self._answer(200, self.server.witness.add_checkpoint(content))
        except Refused as refused:
            if refused.status is Status.OTHER_SIZE:
                self._answer(refused.status, f"{refused.size}\n", SIZE_TYPE)
            else:
                self._answer(refused.status, f"{refused}\n")
        except sqlite3.Error as fault:
            # A full disk, say. Nothing was cosigned, and the log asks again.
            sys.stderr.write(f"Nothing can be remembered, so nothing is cosigned: {fault}\n")
            self._answer(500, "This witness cannot write down what it cosigns.\n")

    def _read(self) -> bytes | None:
        """What was sent; None if it was refused or did not all come."""
        self.close_connection = True
        length = self.headers.get("Content-Length", "")
        if (
            not (length.isascii() and length.isdigit() and len(length) < 10)
            or "Transfer-Encoding" in self.headers
        ):
            self._answer(411, "Say how long the request is (Content-Length).\n")
            return None
        if int(length) > MOST_BYTES:
            self._answer(413, f"A request may be {MOST_BYTES} bytes long.\n")
            return None
        content = self.rfile.read(int(length))
        if len(content) < int(length):
            return None
        self.close_connection = self.headers.get("Connection", "").lower() == "close"
        return content

    def _answer(self, status: int, words: str, media_type: str = PLAIN) -> None:
        content = words.encode()
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Says nothing: who asks is nobody's business, and a log that grows fills the disk."""
