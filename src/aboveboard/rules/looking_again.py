"""When a declaration is looked at again, and what follows: closing it, opening it again, or only a new answer.

What the roster loosens waits for a Monday, so that no author can read a child's birthday off the day on which the
answer came; what it tightens counts at once, because contact may have to stop.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from aboveboard.rules.calendar import add_years, eighteenth_birthday
from aboveboard.rules.relationships import Duty, Facts, Outcome, Settings, Verdict, decide
from aboveboard.rules.transitions import DeclarationState, DeclarationStep

STRICTNESS: tuple[Outcome, ...] = (
    Outcome.NOTHING_TO_DECLARE,
    Outcome.PERMITTED_IF_DECLARED,
    Outcome.SEEK_ADVICE,
    Outcome.REJECT_AND_REPORT,
    Outcome.NOT_PERMITTED,
)
"""The answers from the loosest to the strictest."""

CLOSED_BY_THE_ANSWER = frozenset(
    {
        DeclarationState.NEW,
        DeclarationState.QUESTIONED,
        DeclarationState.ACKNOWLEDGED,
        DeclarationState.REFERRED,
    }
)
"""Where nothing to declare closes a declaration. Where somebody was asked to stop, people finish what they began."""

HAS_LEFT = "R2"
ADULT_AGE = 18
_A_DAY = timedelta(days=1)


class Answered(NamedTuple):
    """What of a verdict its author is told: the outcome and the duties."""

    outcome: Outcome
    duties: tuple[Duty, ...]

    @classmethod
    def of(cls, verdict: Verdict) -> Answered:
        """That part of a verdict."""
        return cls(verdict.outcome, verdict.duties)

    @classmethod
    def stored(cls, verdict: Mapping[str, Any]) -> Answered:
        """That part of a verdict as it is stored."""
        return cls(Outcome(verdict["outcome"]), tuple(Duty(duty) for duty in verdict["duties"]))


@dataclass(frozen=True, slots=True)
class LookedAgain:
    """The answer that counts now. `facts.on` is the day as of which it was given."""

    facts: Facts
    verdict: Verdict


def monday_of(day: date) -> date:
    """The Monday of the week in which `day` falls."""
    return day - timedelta(days=day.weekday())


def is_stricter(after: Answered, before: Answered) -> bool:
    """A stricter outcome, or the same with a duty that there was not."""
    if after.outcome is not before.outcome:
        return STRICTNESS.index(after.outcome) > STRICTNESS.index(before.outcome)
    return bool(set(after.duties) - set(before.duties))


def look_again(facts: Facts, settings: Settings, *, on: date, from_roster: bool) -> LookedAgain:
    """The answer to `facts` that counts on `on`. `from_roster`: they hold what the author has not told.

    Of the roster, the stricter of the answers of today and of this week's Monday. Leaving the job is the author's own
    doing and no secret, so it counts the day after. Source: guidance S1.5, S8.7, S8.8.
    """
    today = replace(facts, on=on)
    as_of_today = LookedAgain(today, decide(today, settings))
    if not from_roster or as_of_today.verdict.rule == HAS_LEFT:
        return as_of_today
    monday = replace(facts, on=monday_of(on))
    as_of_monday = LookedAgain(monday, decide(monday, settings))
    stricter = is_stricter(Answered.of(as_of_today.verdict), Answered.of(as_of_monday.verdict))
    return as_of_today if stricter else as_of_monday


def next_step(
    state: DeclarationState, *, told: Answered, before: Answered, after: Answered, has_left: bool = False
) -> DeclarationStep | None:
    """What a new answer makes of a declaration; None: it stays where it is.

    What was declared although there was nothing to declare stays open until its author leaves or ends it.
    Source: guidance S8.8, S8.9.
    """
    if after.outcome is Outcome.NOTHING_TO_DECLARE:
        was_declarable = {told.outcome, before.outcome} != {Outcome.NOTHING_TO_DECLARE}
        closes = state in CLOSED_BY_THE_ANSWER and (was_declarable or has_left)
        return DeclarationStep.CLOSE if closes else None
    if state is DeclarationState.CLOSED:
        return DeclarationStep.REOPEN
    if state is DeclarationState.ACKNOWLEDGED and is_stricter(after, before):
        return DeclarationStep.REOPEN
    return None


def turns_by(facts: Mapping[str, Any], on: date) -> bool:
    """Whether a day has come, after that of `facts` (stored, as schema.md has them), on which their answer may turn."""
    since = date.fromisoformat(facts["on"])
    return any(since < day <= on for day in _turning_days(facts))


def _turning_days(facts: Mapping[str, Any]) -> Iterator[date]:
    staff, other = facts["staff"], facts["other"]
    yield from _period(staff["engaged_from"], staff["engaged_until"])
    if other["born_on"]:
        born_on = date.fromisoformat(other["born_on"])
        yield eighteenth_birthday(born_on)
        yield eighteenth_birthday(born_on, "feb28")
    for row in other["enrolments"]:
        yield from _period(row["from"], row["until"])
        if row["from"]:
            yield add_years(date.fromisoformat(row["from"]), ADULT_AGE)
    for row in other["parent_of"]:
        yield from _period(row["from"], row["until"])


def _period(begins: str | None, until: str | None) -> Iterator[date]:
    """The first day of a period, and the day after its last."""
    if begins:
        yield date.fromisoformat(begins)
    if until:
        yield date.fromisoformat(until) + _A_DAY
