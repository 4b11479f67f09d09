"""A ledger of any size, whole: every entry with its manifest and one part, nodes, head and checkpoints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from aboveboard.ledger import kinds
from aboveboard.ledger.models import Head, Log, Node
from aboveboard.ledger.pure.commitments import Manifest, Part, commit_part, leaf_content, make_salt
from aboveboard.ledger.pure.merkle import is_kept, leaf_hash
from aboveboard.ledger.pure.references import make_reference
from aboveboard.ledger.receipts import sign_head
from aboveboard.ledger.tree import frontier_of, open_first_log

NOTED = kinds.register("benchmark.noted", "Something was noted by a benchmark")
BATCH = 10_000
SINCE = datetime(2024, 11, 23, 10, 0, tzinfo=UTC)
_ENTRY = (
    'INSERT INTO ledger_entry (id, log_id, "index", reference, leaf_hash, kind, filed_at, actor, subject, manifest,'
    " manifest_salt) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_PART = (
    "INSERT INTO ledger_part (entry_id, name, media_type, length, salt, content, store, location)"
    " VALUES (%s, %s, %s, %s, %s, %s, '', '')"
)


def load_entries(count: int, *, content: bytes = b"x" * 200) -> Log:
    """Add entries to the end of the ledger until it has `count`, signing every tenth of them."""
    log = open_first_log()
    while (head := Head.objects.get(log=log)).size < count:
        _load_batch(log, head, min(BATCH, count - head.size), content)
        if head.size % max(count // 10, BATCH) == 0 or head.size + BATCH >= count:
            sign_head()
    return log


def _load_batch(log: Log, head: Head, count: int, content: bytes) -> None:
    made = list(_entries(log, head.size, count, content))
    old = frontier_of(head)
    new, completed = old.extend(entry[4] for entry, _ in made)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.executemany(_ENTRY, [entry for entry, _ in made])
            cursor.executemany(_PART, [part for _, part in made])
        Node.objects.bulk_create(
            Node(log=log, level=node.level, index=node.offset, hash=node.hash)
            for node in completed
            if is_kept(node.level)
        )
        Head.objects.filter(log=log).update(size=new.size, frontier=new.to_bytes())


def _entries(log: Log, start: int, count: int, content: bytes) -> Iterator[tuple[tuple, tuple]]:  # type: ignore[type-arg]
    for index in range(start, start + count):
        at = SINCE + timedelta(minutes=index)
        stored_at = connection.ops.adapt_datetimefield_value(at)
        part, salt, manifest_salt = (
            Part("declaration.pdf", "application/pdf", content),
            make_salt(),
            make_salt(),
        )
        reference = make_reference()
        manifest = Manifest(
            reference, NOTED, "person-1", "person-2", at, (commit_part(part, salt),)
        ).canonical()
        leaf = leaf_hash(leaf_content(manifest_salt, manifest))
        # Our own numbers, so that the parts need not ask for those of their entries.
        yield (
            (
                index + 1,
                log.pk,
                index,
                reference,
                leaf,
                NOTED,
                stored_at,
                "person-1",
                "person-2",
                manifest,
                manifest_salt,
            ),
            (index + 1, part.name, part.media_type, len(content), salt, content),
        )
