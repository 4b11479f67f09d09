"""Where the ledger must reach up: the records that were filed, and bytes that are kept elsewhere.

Rooms above register themselves here in `AppConfig.ready`; the ledger never imports them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from aboveboard.ledger.pure.errors import LedgerError


class SourceError(LedgerError):
    """A source or store that is not registered, or registered twice."""


class RecordSource(Protocol):
    """The records that are filed under one kind."""

    @property
    def kind(self) -> str:
        """The ledger's kind that each of these records was filed under, one entry each."""

    def iterate(self) -> Iterator[str]:
        """The ledger reference of every filed record, each once, in any order, without loading them all."""

    def for_person(self, subject: str) -> Iterator[str]:
        """The ledger references of the records about a person, by their opaque reference (subject access)."""

    def erase(self, reference: str, *, now: datetime) -> None:
        """Destroy what the record says (retention). Its ledger reference stays."""


@runtime_checkable
class SourceOfWholes(Protocol):
    """A source of records that are erased as a whole: with what was filed first goes what was filed about it later."""

    def depending_on(self, reference: str) -> Iterator[str]:
        """The ledger references that say nothing without the record of this one, in any order."""


class PartStore(Protocol):
    """Keeps the bytes of parts that are too large for the database."""

    @property
    def name(self) -> str:
        """What `FiledPart.store` calls it: it never changes."""

    def read(self, location: str) -> Iterator[bytes]:
        """The part's bytes, in pieces. Raises `FileNotFoundError` when they are gone."""

    def erase(self, location: str) -> None:
        """Destroy the bytes. Safe to repeat."""


_sources: dict[str, RecordSource] = {}
_stores: dict[str, PartStore] = {}
_companions: dict[str, Callable[[Sequence[str]], None]] = {}


def register_source(source: RecordSource) -> None:
    if _sources.setdefault(source.kind, source) is not source:
        raise SourceError(f"The records of {source.kind} are registered already.")


def register_store(store: PartStore) -> None:
    if _stores.setdefault(store.name, store) is not store:
        raise SourceError(f"A part store called {store.name} is registered already.")


def register_companion(name: str, forget: Callable[[Sequence[str]], None]) -> None:
    """Have `forget` called, in the filing that erases, with the references of the records that go.

    For rooms that keep a line about a record of another room: a place on a personnel file, a notice.
    """
    _companions[name] = forget


def forget_in_companions(references: Sequence[str]) -> None:
    """Let every room forget what it says about these records."""
    for name in sorted(_companions):
        _companions[name](references)


def get_source(kind: str) -> RecordSource | None:
    """The source of the records of this kind, if a room has registered one."""
    return _sources.get(kind)


def list_sources() -> list[RecordSource]:
    """Every registered source, by kind."""
    return [_sources[kind] for kind in sorted(_sources)]


def get_store(name: str) -> PartStore:
    """The store of that name; raises `SourceError` if there is none."""
    if name not in _stores:
        raise SourceError(f"There is no part store called {name!r}.")
    return _stores[name]
