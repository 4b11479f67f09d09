"""A roster is taken in, and what follows from it: declarations are looked at again, open work is handed on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from aboveboard.declarations.services.hand_on import reroute_declarations
from aboveboard.declarations.services.look_again import LookedAt, look_at_declarations_again
from aboveboard.people.roster_files.shape import Roster
from aboveboard.people.selectors.rosters.changes import MOST_LEAVING_PERCENT
from aboveboard.people.services.rosters.apply import TakenIn, apply_roster
from aboveboard.rules.actor import AnyActor, SystemActor
from aboveboard.rules.calendar import uk_date

FOLLOWS = SystemActor("roster consequences")


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of a change of who works here: declarations looked at again, and how many went to other people."""

    looked: LookedAt
    handed_on: int


def take_in_roster(
    *,
    actor: AnyActor,
    now: datetime,
    roster: Roster,
    source: str,
    sha256: str,
    last_on: date | None = None,
    most_leaving_percent: float = MOST_LEAVING_PERCENT,
    leaving_is_confirmed: bool = False,
) -> tuple[TakenIn, Followed]:
    """As `apply_roster`, and at once what the daily sweep would do about it in the morning. Raises the same.

    The roster is in when the consequences begin; should they fail half-way, the sweep does the rest.
    """
    done = apply_roster(
        actor=actor,
        now=now,
        roster=roster,
        source=source,
        sha256=sha256,
        last_on=last_on,
        most_leaving_percent=most_leaving_percent,
        leaving_is_confirmed=leaving_is_confirmed,
    )
    return done, follow_changes_of_staff(actor=FOLLOWS, now=now)


def follow_changes_of_staff(*, actor: AnyActor, now: datetime) -> Followed:
    """Look again at what is due, and bring what waits to whoever should have it now. Safe twice."""
    looked = look_at_declarations_again(actor=actor, now=now, on=uk_date(now))
    return Followed(looked, reroute_declarations(actor=actor, now=now))
