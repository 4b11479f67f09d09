"""Who a target is today. The room that knows people registers the directory; this one knows addresses and names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from aboveboard.notices.targets import Target, ToPerson


@dataclass(frozen=True, slots=True)
class ResolvedRecipient:
    """One human being. `email` is empty for somebody who is told on screen alone."""

    person_id: int
    name: str
    email: str = ""


class RecipientDirectory(Protocol):
    """What `people` registers."""

    def resolve(self, target: Target, on: date) -> list[ResolvedRecipient]:
        """Everyone `target` means on `on`; empty for an empty chair. Need not look at `excluding` or `otherwise`."""
        ...


_registered: list[RecipientDirectory] = []


def register(directory: RecipientDirectory) -> None:
    """Make `directory` the one that is asked. The last to register wins."""
    _registered[:] = [directory]


def resolve(
    targets: Iterable[Target], *, on: date, excluding: Collection[int] = ()
) -> list[ResolvedRecipient]:
    """Everyone whom `targets` mean on `on`, in order, each once, however many hats they wear."""
    found: dict[int, ResolvedRecipient] = {}
    for target in targets:
        for recipient in _resolve_one(target, on, frozenset(excluding)):
            found.setdefault(recipient.person_id, recipient)
    return list(found.values())


def _resolve_one(target: Target, on: date, excluding: frozenset[int]) -> list[ResolvedRecipient]:
    if not _registered:
        raise LookupError("No directory of people is registered with notices.directory.")
    excluded = excluding if isinstance(target, ToPerson) else excluding | target.excluding
    people = [person for person in _registered[0].resolve(target, on) if person.person_id not in excluded]
    if people or isinstance(target, ToPerson) or target.otherwise is None:
        return people
    # Whoever was left out of the chair is left out of what stands in for it too.
    return _resolve_one(target.otherwise, on, excluded)
