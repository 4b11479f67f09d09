"""Which open records a change of the settings would change: rooms that hold such records register how to tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aboveboard.rules.relationships.settings import Settings


@dataclass(frozen=True, slots=True)
class Effect:
    """How many records of one kind a change touches, in a plain sentence. Counts only: who it is, is not told."""

    count: int
    sentence: str


Effects = Callable[[Settings, Settings, datetime], tuple[Effect, ...]]
_registered: dict[str, Effects] = {}


def register(name: str, effects: Effects) -> None:
    """`effects(before, after, now)` says what would change. Call it in `AppConfig.ready`."""
    _registered[name] = effects


def list_effects(before: Settings, after: Settings, now: datetime) -> tuple[Effect, ...]:
    """What every registered room says, in the order of their names; empty while none is registered."""
    return tuple(effect for name in sorted(_registered) for effect in _registered[name](before, after, now))


def is_known() -> bool:
    """True when at least one room can tell, so that "nothing would change" may be said."""
    return bool(_registered)
