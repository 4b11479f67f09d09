"""Many receipts in one zip, made while it is sent: memory holds one receipt at a time."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from aboveboard.ledger.pure.read_me import ALL_READ_ME
from aboveboard.ledger.pure.receipt_folder import NO_TIME, READ_ME_NAME, VERIFY_PAGE_NAME
from aboveboard.ledger.pure.verify_page import verify_page

LISTING_NAME = "receipts.csv"


class _Pipe(io.RawIOBase):
    """Where a zip is written to, piece by piece, and taken from. It cannot be gone back in."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self._pieces.append(bytes(piece))
        return len(piece)

    def take(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def stream_bundle(receipts: Iterable[tuple[str, bytes]], *, count: int, listing: bytes) -> Iterator[bytes]:
    """The zip in pieces: what to do with it, the page that checks a receipt, the list, and each receipt by its name.

    `receipts` is asked for the next only when the one before has been handed on.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        for name, content in (
            (READ_ME_NAME, ALL_READ_ME.format(count=count).encode()),
            (VERIFY_PAGE_NAME, verify_page().encode()),
            (LISTING_NAME, listing),
        ):
            archive.writestr(zipfile.ZipInfo(name, NO_TIME), content, zipfile.ZIP_DEFLATED)
            yield pipe.take()
        for name, content in receipts:
            # Stored: a receipt is a zip already.
            archive.writestr(zipfile.ZipInfo(name, NO_TIME), content, zipfile.ZIP_STORED)
            yield pipe.take()
    yield pipe.take()
