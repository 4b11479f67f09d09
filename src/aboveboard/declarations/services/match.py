"""The office says who a typed name is on the roster. The author hears of a new answer, never of what gave it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from aboveboard.declarations.models import Declaration
from aboveboard.declarations.selectors.matching import is_open, may_match, suggest
from aboveboard.declarations.selectors.visibility import get_visible
from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.documents import facts_as_json, record_part
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
from aboveboard.rules.receiving import OWN
from aboveboard.rules.relationships import Facts, Outcome, Settings, Verdict, decide, read_facts
from aboveboard.rules.transitions import DeclarationState, DeclarationStep

MAY_GO_ON = frozenset({Outcome.PERMITTED_IF_DECLARED, Outcome.NOTHING_TO_DECLARE})
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
    facts = make_record_facts(declaration, person_id=person_id, on=uk_date(now))
    verdict = decide(facts, settings)
    before = declaration.record_verdict or declaration.told_verdict
    changes = {
        "matched_person_id": person_id,
        "record_facts": facts_as_json(facts),
        "record_verdict": verdict.as_json(),
        "look_again_on": verdict.review_on[0].on if verdict.review_on else None,
        "names_a_pupil": declaration.names_a_pupil or is_pupil(facts),
    }
    with filing(actor=actor, now=now) as current:
        change_in_place(declaration, version=version, changes=changes)
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
        if _differs(before, verdict):
            _give_new_answer(declaration, facts, verdict, settings, actor=actor, now=now, filing=current)
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
    before = declaration.record_verdict or declaration.told_verdict
    facts = replace(read_facts(declaration.told_facts), on=uk_date(now))
    verdict = decide(facts, settings)
    changes = {
        "matched_person_id": None,
        "record_facts": None,
        "record_verdict": None,
        "look_again_on": verdict.review_on[0].on if verdict.review_on else None,
    }
    was_matched = declaration.matched_person_id is not None
    with filing(actor=actor, now=now) as current:
        change_in_place(declaration, version=version, changes=changes)
        new_to = assign_recipients(declaration, now=now)
        filed = record_happening(
            declaration, Happening(kind, internal=True), actor=actor, now=now, filing=current
        )
        tell_recipients(declaration, new_to, actor=actor, now=now)
        if was_matched and _differs(before, verdict):
            _give_new_answer(declaration, facts, verdict, settings, actor=actor, now=now, filing=current)
    return filed


def make_record_facts(declaration: Declaration, *, person_id: int, on: date) -> Facts:
    """The facts with what is on record in place of what was told. What the roster does not know stays as told:
    the tie, the contact, who taught whom, and a birth date that it lacks.
    """
    told = read_facts(declaration.told_facts)
    known = get_person_facts(person_id, for_staff_id=declaration.person_id, on=on)
    return replace(
        told,
        on=on,
        staff=get_staff_facts(declaration.person_id, school_id=declaration.school_id, on=on),
        other=replace(
            known,
            taught_by_staff=told.other.taught_by_staff
            if known.taught_by_staff is None
            else known.taught_by_staff,
            born_on=known.born_on or told.other.born_on,
        ),
    )


def is_pupil(facts: Facts) -> bool:
    """Whether the other person is on a school's roll on the day of the facts."""
    return any(
        (each.begins_on is None or each.begins_on <= facts.on)
        and (each.until is None or each.until >= facts.on)
        for each in facts.other.enrolments
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


def _differs(before: dict[str, Any], verdict: Verdict) -> bool:
    now = verdict.as_json()
    return before["outcome"] != now["outcome"] or list(before["duties"]) != list(now["duties"])


def _plain(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in changes.items()}


def _give_new_answer(
    declaration: Declaration,
    facts: Facts,
    verdict: Verdict,
    settings: Settings,
    *,
    actor: Actor,
    now: datetime,
    filing: Filing,
) -> None:
    """The new answer and its duties to the author; reasons and dates could give away what is on record."""
    words = answer_in_words(facts, verdict, settings=settings)
    record_happening(
        declaration,
        Happening(kinds.ANSWER_CHANGED, text="\n".join([words.headline, *words.steps])),
        actor=actor,
        now=now,
        filing=filing,
    )
    if declaration.state == DeclarationState.ACKNOWLEDGED and verdict.outcome not in MAY_GO_ON:
        take_step(
            declaration,
            DeclarationStep.REOPEN,
            version=declaration.version,
            happening=Happening(kinds.REOPENED),
            actor=MATCHING,
            now=now,
            filing=filing,
        )
    tell_author(
        declaration,
        subject="There is a new answer about something you declared",
        body="Please read it today: what you need to do may have changed.",
        actor=actor,
        now=now,
        urgent=verdict.outcome not in MAY_GO_ON,
    )
