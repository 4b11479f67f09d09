"""Many receipts in one zip."""

import io
import tracemalloc
import zipfile
from collections.abc import Iterator

from aboveboard.ledger.pure.receipt_bundle import stream_bundle

MEGABYTE = 1024 * 1024


def many(count: int, made: list[int]) -> Iterator[tuple[str, bytes]]:
    for number in range(count):
        made.append(number)
        yield f"{number}.zip", bytes([number]) * MEGABYTE


def test_a_bundle_holds_every_receipt_and_what_to_do_with_them():
    content = b"".join(stream_bundle(many(3, []), count=3, listing=b"a,b"))
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        assert bundle.testzip() is None
        assert bundle.namelist() == ["READ ME.txt", "verify.html", "receipts.csv", "0.zip", "1.zip", "2.zip"]
        assert bundle.read("2.zip") == b"\2" * MEGABYTE


def test_no_receipt_is_made_before_the_last_was_handed_on():
    made: list[int] = []
    pieces = stream_bundle(many(3, made), count=3, listing=b"")
    for _ in range(3):
        next(pieces)
    for number in range(3):
        assert len(made) == number
        assert len(next(pieces)) > MEGABYTE


def test_memory_holds_a_few_receipts_and_not_all():
    tracemalloc.start()
    try:
        for _ in stream_bundle(many(100, []), count=100, listing=b""):
            pass
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 10 * MEGABYTE


def test_the_same_receipts_give_the_same_bytes():
    first, second = (b"".join(stream_bundle(many(2, []), count=2, listing=b"x")) for _ in range(2))
    assert first == second
