"""Filing: the one way by which anything is written down for good.

    with filing(actor=actor, now=now) as current:
        ... change rows ...
        filed = current.file(kind=SUBMITTED, subject=person.reference, parts=[Part("declaration.pdf", ...)])

It is the outermost, durable transaction: the rows and their leaves are committed together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from django.db import connection, transaction

from aboveboard.ledger.kinds import check_registered
from aboveboard.ledger.models import Entry, FiledPart, Head, Node
from aboveboard.ledger.pure.commitments import (
    Manifest,
    Part,
    PartCommitment,
    check_part_name,
    commit_part,
    commit_pieces,
    leaf_content,
    make_salt,
)
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import is_kept, leaf_hash
from aboveboard.ledger.pure.references import make_reference
from aboveboard.ledger.sources import get_store
from aboveboard.ledger.tree import frontier_of, lock_head

__all__ = [
    "Filed",
    "Filing",
    "FilingError",
    "KeptPart",
    "Part",
    "WhoFiles",
    "filing",
    "make_reference",
]

# Appending holds the head for a millisecond or so; whoever waits this long waits for something broken.
LOCK_TIMEOUT = "10s"


class FilingError(LedgerError):
    """A filing that cannot be: nested, empty-handed, or over."""


class WhoFiles(Protocol):
    """Who files: an actor or a job, known here by an opaque reference only."""

    @property
    def reference(self) -> str: ...


@dataclass(frozen=True)
class KeptPart:
    """A part whose bytes a registered part store already keeps, at `location`."""

    name: str
    media_type: str
    store: str
    location: str

    def __post_init__(self) -> None:
        check_part_name(self.name)


@dataclass(frozen=True)
class Filed:
    """Something was filed, under this reference. Its place in the ledger stands in the receipt alone."""

    reference: str


@dataclass(frozen=True)
class _Leaf:
    """An entry that waits for the end of its filing. Index and log are not known before."""

    entry: Entry
    parts: list[FiledPart]


_current: ContextVar[Filing | None] = ContextVar("filing", default=None)


@contextmanager
def filing(*, actor: WhoFiles, now: datetime) -> Iterator[Filing]:
    """Opens the transaction that everything in it is filed and committed with.

    Raises `FilingError` inside another filing, and `RuntimeError` (Django's own) inside another transaction:
    what it commits must not be undone from outside.
    """
    if _current.get() is not None:
        raise FilingError("A filing is open already: take it as an argument instead of opening another.")
    if now.tzinfo is None:
        raise FilingError("The time of a filing must say its time zone.")
    with transaction.atomic(durable=True):
        current = Filing(actor=actor, now=now)
        token = _current.set(current)
        try:
            yield current
            current._append()
        finally:
            current._is_open = False
            _current.reset(token)


class Filing:
    """An open filing. Services take it as an argument and file into it; only `filing` makes one."""

    def __init__(self, *, actor: WhoFiles, now: datetime) -> None:
        self.actor = actor
        self.now = now
        self._leaves: list[_Leaf] = []
        self._when_placed: list[Callable[[], None]] = []
        self._is_open = True

    def file(
        self,
        *,
        kind: str,
        subject: str = "",
        parts: Sequence[Part | KeptPart],
        reference: str | None = None,
    ) -> Filed:
        """Files one entry; it is appended, in the order of these calls, when the filing ends.

        `subject` is the opaque reference of the person it is about, empty if it is about nobody. `reference` is one
        that `make_reference` gave before, where a document already shows it. Raises `UnknownKindError` for a kind
        that is not in the catalogue.
        """
        if not self._is_open:
            raise FilingError("This filing is over.")
        check_registered(kind)
        reference = reference or make_reference()
        names = [part.name for part in parts]
        if not parts or len(set(names)) != len(names):
            raise FilingError("An entry has one part or more, each under a name of its own.")
        rows, commitments = zip(*map(_salted, parts), strict=True)
        manifest_salt = make_salt()
        manifest = Manifest(
            reference=reference,
            kind=kind,
            actor=self.actor.reference,
            subject=subject,
            filed_at=self.now.astimezone(UTC),
            parts=commitments,
        ).canonical()
        entry = Entry(
            reference=reference,
            leaf_hash=leaf_hash(leaf_content(manifest_salt, manifest)),
            kind=kind,
            filed_at=self.now,
            actor=self.actor.reference,
            subject=subject,
            manifest=manifest,
            manifest_salt=manifest_salt,
        )
        self._leaves.append(_Leaf(entry, list(rows)))
        return Filed(reference)

    def after_commit(self, callback: Callable[[], object]) -> None:
        """Calls back once everything here is committed; never, if it is not."""
        transaction.on_commit(callback)

    def when_placed(self, reference: str, callback: Callable[[Entry], None]) -> None:
        """For the ledger itself: calls back with the entry of `reference` once it has its place, before the commit."""
        entry = next(leaf.entry for leaf in self._leaves if leaf.entry.reference == reference)
        self._when_placed.append(lambda: callback(entry))

    def _append(self) -> None:
        """Adds the leaves under the head's lock. Last of all, so that the lock is held shortly."""
        if not self._leaves:
            return
        _set_limits()
        head = lock_head()
        log, old = head.log, frontier_of(head)
        new, completed = old.extend(leaf.entry.leaf_hash for leaf in self._leaves)
        for index, leaf in enumerate(self._leaves, start=old.size):
            leaf.entry.log = log
            leaf.entry.index = index
        Entry.objects.bulk_create([leaf.entry for leaf in self._leaves])
        for leaf in self._leaves:
            for part in leaf.parts:
                part.entry = leaf.entry
        FiledPart.objects.bulk_create([part for leaf in self._leaves for part in leaf.parts])
        Node.objects.bulk_create(
            Node(log=log, level=node.level, index=node.offset, hash=node.hash)
            for node in completed
            if is_kept(node.level)
        )
        moved = Head.objects.filter(log=log, size=old.size).update(size=new.size, frontier=new.to_bytes())
        if not moved:
            raise FilingError("The ledger moved on while this was being filed: nothing of it was kept.")
        for placed in self._when_placed:
            placed()


def _set_limits() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, true), set_config('synchronous_commit', 'on', true)",
                [LOCK_TIMEOUT],
            )


def _salted(part: Part | KeptPart) -> tuple[FiledPart, PartCommitment]:
    salt = make_salt()
    row = FiledPart(name=part.name, media_type=part.media_type, salt=salt)
    if isinstance(part, Part):
        commitment = commit_part(part, salt)
        row.content = part.content
    else:
        length, digest = commit_pieces(salt, get_store(part.store).read(part.location))
        commitment = PartCommitment(part.name, part.media_type, length, digest)
        row.store, row.location = part.store, part.location
    row.length = commitment.length
    return row, commitment
