"""The Monday list: only what needs you. Rooms register what they know of; the worker writes one notice a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One thing that waits for a person, in words that name no pupil and no other person, and the path to it."""

    words: str
    link: str


class DigestSource(Protocol):
    """What a room registers."""

    def person_ids(self, on: date) -> Iterable[int]:
        """Everybody for whom something may wait on `on`. Too many costs time, too few loses somebody's list."""
        ...

    def items_for(self, person_id: int, on: date) -> list[DigestItem]:
        """What waits for this person on `on`, the most pressing first; usually nothing."""
        ...


_sources: list[DigestSource] = []


def register(source: DigestSource) -> None:
    """Let `source` put items on the Monday list. Registering the same one again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def sources() -> tuple[DigestSource, ...]:
    """Every registered source, in the order of registration."""
    return tuple(_sources)
