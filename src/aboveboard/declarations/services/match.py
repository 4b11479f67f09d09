"""The office says who a typed name is on the roster. The author hears of a new answer, never of what gave it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from aboveboard.declarations.models import Declaration
from aboveboard.declarations.selectors.due import put_on_record
from aboveboard.declarations.selectors.matching import is_open, may_match, suggest
from aboveboard.declarations.selectors.visibility import get_visible
from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.documents import facts_as_json, record_part
from aboveboard.declarations.services.keep_from import keep_from
from aboveboard.declarations.services.look_again import KIND_OF_STEP
from aboveboard.declarations.services.receive import assign_recipients
from aboveboard.declarations.services.steps import (
    Happening,
    change_in_place,
    record_happening,
    take_step,
)
from aboveboard.declarations.services.telling import tell_author, tell_recipients
from aboveboard.ledger.filing import Filed, Filing, filing
from aboveboard.people.selectors.facts import get_person_facts, get_staff_facts
from aboveboard.people.selectors.settings import get_settings_in_force
from aboveboard.rules.access import Refused
from aboveboard.rules.actor import Actor, SystemActor
from aboveboard.rules.answers import answer_in_words
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotAllowed, NotFound, WrongState
from aboveboard.rules.looking_again import (
    HAS_LEFT,
    Answered,
    LookedAgain,
    is_stricter,
    look_again,
    next_step,
)
from aboveboard.rules.receiving import OWN
from aboveboard.rules.relationships import Facts, Settings, read_facts
from aboveboard.rules.transitions import DeclarationState

MATCHING = SystemActor("matching")


def match_person(*, actor: Actor, reference: str, version: int, person_id: int, now: datetime) -> Filed:
    """Say that the person declared is `person_id` of the roster, one of those suggested; the answer is worked out anew.

    Their own copy ends if they had one, and it goes to the next in line. Where the answer or its duties change, the
    author is given the new ones, without the fact or a date behind them, and what was acknowledged comes back to the
    desk. Raises NotFound, also for somebody who was not suggested, NotAllowed, WrongState or StaleState.
    Source: guidance S8.7-S8.9, S8.18.
    """
    declaration = _open(actor, reference)
    if person_id not in {found.person_id for found in suggest(actor, declaration, on=uk_date(now))}:
        raise NotFound
    settings = get_settings_in_force(now=now).values
    told = read_facts(declaration.told_facts)
    on_record = put_on_record(
        told,
        staff=get_staff_facts(declaration.person_id, school_id=declaration.school_id, on=uk_date(now)),
        known=get_person_facts(person_id, for_staff_id=declaration.person_id, on=uk_date(now)),
    )
    again = look_again(on_record, settings, on=uk_date(now), from_roster=True)
    before = Answered.stored(declaration.record_verdict or declaration.told_verdict)
    changes = {
        "matched_person_id": person_id,
        "record_facts": facts_as_json(again.facts),
        "record_verdict": again.verdict.as_json(),
        "look_again_on": again.verdict.review_on[0].on if again.verdict.review_on else None,
        "names_a_pupil": declaration.names_a_pupil or is_on_roll(again.facts),
    }
    with filing(actor=actor, now=now) as current:
        change_in_place(declaration, version=version, changes=changes, actor=actor)
        keep_from(declaration, person_id, actor=actor, now=now, filing=current)
        new_to = assign_recipients(declaration, now=now)
        filed = record_happening(
            declaration,
            Happening(kinds.MATCHED, internal=True),
            actor=actor,
            now=now,
            filing=current,
            parts=(replace(record_part(_plain(changes)), name="match.json"),),
        )
        tell_recipients(declaration, new_to, actor=actor, now=now)
        _give_new_answer(declaration, before, again, settings, actor=actor, now=now, filing=current)
    return filed


def say_no_match(*, actor: Actor, reference: str, version: int, now: datetime) -> Filed:
    """Say that nobody on the roster is the person declared. Raises NotFound, NotAllowed, WrongState or StaleState."""
    return _without_match(kinds.NOT_MATCHED, actor=actor, reference=reference, version=version, now=now)


def unmatch(*, actor: Actor, reference: str, version: int, now: datetime) -> Filed:
    """Take back a match that was wrong; what the author told counts again.

    Raises NotFound, NotAllowed, WrongState or StaleState.
    """
    return _without_match(kinds.UNMATCHED, actor=actor, reference=reference, version=version, now=now)


def _without_match(kind: str, *, actor: Actor, reference: str, version: int, now: datetime) -> Filed:
    declaration = _open(actor, reference)
    settings = get_settings_in_force(now=now).values
    before = Answered.stored(declaration.record_verdict or declaration.told_verdict)
    told = read_facts(declaration.told_facts)
    again = look_again(told, settings, on=uk_date(now), from_roster=False)
    changes = {
        "matched_person_id": None,
        "record_facts": None,
        "record_verdict": None,
        "look_again_on": again.verdict.review_on[0].on if again.verdict.review_on else None,
    }
    was_matched = declaration.matched_person_id is not None
    with filing(actor=actor, now=now) as current:
        change_in_place(declaration, version=version, changes=changes, actor=actor)
        new_to = assign_recipients(declaration, now=now)
        filed = record_happening(
            declaration, Happening(kind, internal=True), actor=actor, now=now, filing=current
        )
        tell_recipients(declaration, new_to, actor=actor, now=now)
        if was_matched:
            _give_new_answer(declaration, before, again, settings, actor=actor, now=now, filing=current)
    return filed


def is_on_roll(facts: Facts) -> bool:
    """Whether the other person is on a school's roll on the day of the facts."""
    return any(
        (row.begins_on is None or row.begins_on <= facts.on) and (row.until is None or row.until >= facts.on)
        for row in facts.other.enrolments
    )


def _open(actor: Actor, reference: str) -> Declaration:
    declaration = get_visible(actor, reference)
    if declaration.person_id == actor.person_id:
        raise NotAllowed(OWN)
    decision = may_match(actor, declaration)
    if isinstance(decision, Refused):
        raise NotAllowed(decision)
    if not is_open(declaration):
        raise WrongState("This declaration is over, so there is nothing left to match.")
    return declaration


def _plain(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in changes.items()}


def _give_new_answer(
    declaration: Declaration,
    before: Answered,
    again: LookedAgain,
    settings: Settings,
    *,
    actor: Actor,
    now: datetime,
    filing: Filing,
) -> None:
    """The new answer and its duties to the author, if they differ; reasons and dates could give away what is on record.

    It closes or comes back to the desk as when the daily sweep finds the same.
    """
    after = Answered.of(again.verdict)
    if after == before:
        return
    words = answer_in_words(again.facts, again.verdict, settings=settings)
    record_happening(
        declaration,
        Happening(kinds.ANSWER_CHANGED, text="\n".join([words.headline, *words.steps])),
        actor=actor,
        now=now,
        filing=filing,
    )
    step = next_step(
        DeclarationState(declaration.state),
        told=Answered.stored(declaration.told_verdict),
        before=before,
        after=after,
        has_left=again.verdict.rule == HAS_LEFT,
    )
    if step is not None:
        take_step(
            declaration,
            step,
            version=declaration.version,
            happening=Happening(KIND_OF_STEP[step]),
            actor=MATCHING,
            now=now,
            filing=filing,
        )
    tell_author(
        declaration,
        subject="There is a new answer about something you declared",
        body="Please read it: what you need to do may have changed.",
        actor=actor,
        now=now,
        urgent=is_stricter(after, before),
    )
