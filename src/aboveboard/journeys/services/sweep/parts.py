"""What the daily sweep does, in order. Each part is safe twice, late, and beside another sweep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from aboveboard.declarations.services.expire import expire_drafts
from aboveboard.declarations.services.hand_on import reroute_declarations
from aboveboard.declarations.services.look_again import look_at_declarations_again
from aboveboard.declarations.services.questions import escalate_late_questions
from aboveboard.declarations.services.remind import (
    put_back_unanswered_stops,
    remind_of_requests,
    remind_rounds,
    remind_to_confirm,
)
from aboveboard.people.services.rosters.uploads import delete_old_uploads
from aboveboard.rules.actor import SystemActor

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Today:
    """What a part works with. `since` is the last day that was swept whole."""

    actor: SystemActor
    now: datetime
    on: date
    since: date
    progress: Progress


@dataclass(frozen=True, slots=True)
class SweepPart:
    """One part. `words` is what it looks at, as the status page says it; `does` returns figures by name."""

    name: str
    words: str
    does: Callable[[Today], dict[str, int]]


def _recipients(today: Today) -> dict[str, int]:
    return {"moved": reroute_declarations(actor=today.actor, now=today.now)}


def _declarations(today: Today) -> dict[str, int]:
    looked = look_at_declarations_again(
        actor=today.actor, now=today.now, on=today.on, progress=today.progress
    )
    return asdict(looked)


def _confirmations(today: Today) -> dict[str, int]:
    return {"reminded": remind_to_confirm(actor=today.actor, now=today.now, since=today.since)}


def _drafts(today: Today) -> dict[str, int]:
    return asdict(expire_drafts(actor=today.actor, now=today.now))


def _questions(today: Today) -> dict[str, int]:
    return {"handed up": escalate_late_questions(actor=today.actor, now=today.now)}


def _rounds(today: Today) -> dict[str, int]:
    return {"reminded": remind_rounds(actor=today.actor, now=today.now, since=today.since)}


def _stops(today: Today) -> dict[str, int]:
    return {"put back": put_back_unanswered_stops(actor=today.actor, now=today.now, since=today.since)}


def _requests(today: Today) -> dict[str, int]:
    return {"reminded": remind_of_requests(actor=today.actor, now=today.now, since=today.since)}


def _uploads(today: Today) -> dict[str, int]:
    return {"deleted": delete_old_uploads(actor=today.actor, now=today.now)}


PARTS: tuple[SweepPart, ...] = (
    SweepPart("declarations", "Declarations looked at again", _declarations),
    # After them: one that turns out to name a pupil goes to the safeguarding lead the same day.
    SweepPart("recipients", "Declarations whose recipients have changed", _recipients),
    SweepPart("confirmations", "Declarations to confirm", _confirmations),
    SweepPart("drafts", "Drafts that expire", _drafts),
    SweepPart("questions", "Questions nobody has answered", _questions),
    SweepPart("rounds", "Rounds nobody has answered", _rounds),
    SweepPart("stops", "Requests to stop without a response", _stops),
    SweepPart("requests", "Requests by people named", _requests),
    SweepPart("files", "Rosters handed in and left", _uploads),
)
