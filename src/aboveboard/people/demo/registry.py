"""How other rooms add their part to the demo trust: `register_demo_part` in their `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from aboveboard.people.models import Person, School
from aboveboard.people.selectors.actors import get_actor
from aboveboard.rules.actor import Actor


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """What a part of the seeding builds on.

    `now` is the instant that counts as today; `random` is seeded, and every part gets one of its own, so that
    adding a part changes no other. `cast` has the personas and the people of their stories, by key.
    """

    now: datetime
    on: date
    random: Random
    schools: dict[str, School]
    cast: dict[str, Person]

    def actor(self, key: str) -> Actor:
        """The persona `key` as they stand today."""
        return get_actor(self.cast[key], on=self.on)


DemoPart = Callable[[DemoWorld], None]
_parts: dict[str, tuple[int, DemoPart]] = {}


def register_demo_part(name: str, part: DemoPart, *, order: int) -> None:
    """Have `part` run when the demo trust is seeded: lower `order` first, after the trust and its people are there."""
    _parts[name] = (order, part)


def list_demo_parts() -> tuple[tuple[str, DemoPart], ...]:
    """Every registered part with its name, in the order in which they run."""
    ordered = sorted(_parts.items(), key=lambda item: (item[1][0], item[0]))
    return tuple((name, part) for name, (_, part) in ordered)
