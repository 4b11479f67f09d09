"""The school says that it has received what staff declared. It is a receipt and no permission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.opening import open_for_step
from aboveboard.declarations.services.steps import Happening, take_step
from aboveboard.declarations.services.telling import tell_author
from aboveboard.ledger.filing import Filed, filing
from aboveboard.rules.actor import Actor
from aboveboard.rules.errors import NotAllowed, NotFound, StaleState, WrongState
from aboveboard.rules.transitions import DeclarationStep

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A declaration that was not acknowledged with the others, and why, in plain sentences."""

    reference: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What came of acknowledging several: those that were, by reference, and those that had moved on."""

    filed: Mapping[str, Filed]
    left_alone: tuple[LeftAlone, ...]


def acknowledge_declarations(*, actor: Actor, versions: Mapping[str, int], now: datetime) -> Acknowledged:
    """Acknowledge one or many; `versions` maps each reference to the version that was read. Each author is told.

    Those that can be are acknowledged, in one filing, and those that cannot are named with the reason: whoever ticks
    twenty-five should not do it again because a colleague was quicker with one. Of a single one the reason is raised:
    NotFound, NotAllowed, WrongState or StaleState. Source: guidance S4.7.
    """
    filed: dict[str, Filed] = {}
    left_alone: list[LeftAlone] = []
    with filing(actor=actor, now=now) as current:
        for reference, version in sorted(versions.items())[:MOST_AT_ONCE]:
            try:
                declaration = open_for_step(
                    actor=actor,
                    reference=reference,
                    version=version,
                    step=DeclarationStep.ACKNOWLEDGE,
                    now=now,
                )
                filed[reference] = take_step(
                    declaration,
                    DeclarationStep.ACKNOWLEDGE,
                    version=version,
                    happening=Happening(kinds.ACKNOWLEDGED),
                    actor=actor,
                    now=now,
                    filing=current,
                )
            except (NotFound, NotAllowed, WrongState) as refusal:
                if len(versions) == 1:
                    raise
                left_alone.append(LeftAlone(reference, _why(refusal)))
                continue
            tell_author(
                declaration,
                subject="Your school has received your declaration",
                body="It is on your file. Tell us when something about it changes or ends.",
                actor=actor,
                now=now,
            )
    return Acknowledged(filed, tuple(left_alone))


def _why(refusal: Exception) -> tuple[str, ...]:
    match refusal:
        case StaleState():
            return refusal.changed or (refusal.reason,)
        case WrongState():
            return (refusal.reason,)
        case NotAllowed():
            return (refusal.refused.reason,)
    return ("It is not on your desk any more.",)
