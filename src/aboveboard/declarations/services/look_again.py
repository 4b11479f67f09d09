"""A declaration is looked at again: the answer is worked out anew, and it closes, opens again or stays.

Its author is given the new answer and its duties, never the fact behind it nor a date it can be worked out from; the
desk and the ledger have the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from aboveboard.declarations.models import Declaration, DeclarationRecipient
from aboveboard.declarations.selectors.due import Roster, held, list_due_ids, put_on_record
from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.documents import facts_as_json, record_part
from aboveboard.declarations.services.steps import Happening
from aboveboard.declarations.services.take_steps import Move, Recorded, take_steps
from aboveboard.ledger.filing import filing
from aboveboard.notices.services.outbox import ToSay, send_notices
from aboveboard.notices.targets import ToPerson
from aboveboard.people.selectors.settings import SettingsInForce, get_settings_in_force
from aboveboard.people.selectors.trust import get_trust
from aboveboard.rules.actor import AnyActor, Role
from aboveboard.rules.answers import Labels, answer_in_words
from aboveboard.rules.looking_again import (
    HAS_LEFT,
    Answered,
    LookedAgain,
    is_stricter,
    look_again,
    next_step,
)
from aboveboard.rules.relationships import read_facts
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import DeclarationState, DeclarationStep

AT_ONCE = 200
"""Declarations in one filing, so that nobody waits long for the head of the ledger, and a crash loses little."""

DECISION = "decision.json"
"""The name of the part that holds facts and verdict, in the entry that its author has no receipt for."""

KIND_OF_STEP = {DeclarationStep.CLOSE: kinds.CLOSED, DeclarationStep.REOPEN: kinds.REOPENED}


@dataclass(frozen=True, slots=True)
class LookedAt:
    """How many were due, and what became of them. `changed` counts new answers of those that stay where they are."""

    due: int = 0
    closed: int = 0
    reopened: int = 0
    changed: int = 0


def look_at_declarations_again(
    *,
    actor: AnyActor,
    now: datetime,
    on: date,
    progress: Callable[[int, int], object] = lambda done, of: None,
) -> LookedAt:
    """Work out anew the answer of every declaration that is due on `on`, in filings of `AT_ONCE`.

    Safe to run twice, late, and beside another: each filing looks at its declarations afresh, under lock, and writes
    only what differs. `progress` hears how many of how many are done.
    Source: guidance S1.5, S4.5, S8.7, S8.8, S8.9.
    """
    settings = get_settings_in_force(now=now)
    due = list_due_ids(on=on, settings=settings)
    outcomes: dict[str, int] = defaultdict(int)
    for start in range(0, len(due), AT_ONCE):
        batch = due[start : start + AT_ONCE]
        for outcome in _look_at(batch, settings, on=on, actor=actor, now=now):
            outcomes[outcome] += 1
        progress(start + len(batch), len(due))
    return LookedAt(due=len(due), **outcomes)


@dataclass(frozen=True, slots=True)
class _Look:
    """One declaration with what it says now and what it said before."""

    declaration: Declaration
    again: LookedAgain
    before: Answered
    after: Answered
    step: DeclarationStep | None
    changes: dict[str, Any]

    @property
    def is_new_answer(self) -> bool:
        return self.before != self.after


def _look_at(
    ids: Sequence[int], settings: SettingsInForce, *, on: date, actor: AnyActor, now: datetime
) -> list[str]:
    with filing(actor=actor, now=now) as current:
        locked = held().filter(pk__in=ids).select_for_update(of=("self",)).select_related("person")
        declarations = list(locked.order_by("pk"))
        roster = Roster(Declaration.objects.filter(pk__in=ids), on=on)
        looks = [_look(declaration, roster, settings, on=on) for declaration in declarations]
        quiet = [
            look for look in looks if look.step is None and not look.is_new_answer and _would_change(look)
        ]
        _write_quietly(quiet)
        loud = [look for look in looks if look.step is not None or look.is_new_answer]
        confirm_by_on = on + timedelta(days=get_trust().confirm_every_days)
        labels = _labels()
        moves = [_move(look, settings, labels, confirm_by_on) for look in loud]
        take_steps(moves, actor=actor, now=now, filing=current)
        _tell_authors(loud, actor=actor, now=now)
        _tell_the_desk(loud, on=on, actor=actor, now=now)
    return [_name(look) for look in loud]


def _look(declaration: Declaration, roster: Roster, settings: SettingsInForce, *, on: date) -> _Look:
    known = roster.other(declaration.matched_person_id, declaration.person_id)
    facts = put_on_record(
        read_facts(declaration.told_facts),
        staff=roster.staff(declaration.person_id, declaration.school_id),
        known=known,
    )
    again = look_again(facts, settings.values, on=on, from_roster=known is not None)
    verdict = again.verdict
    told = Answered.stored(declaration.told_verdict)
    before = Answered.stored(declaration.record_verdict or declaration.told_verdict)
    after = Answered.of(verdict)
    return _Look(
        declaration=declaration,
        again=again,
        before=before,
        after=after,
        step=next_step(
            DeclarationState(declaration.state),
            told=told,
            before=before,
            after=after,
            has_left=verdict.rule == HAS_LEFT,
        ),
        changes={
            "record_facts": facts_as_json(again.facts),
            "record_verdict": _plain(verdict.as_json()),
            "look_again_on": verdict.review_on[0].on if verdict.review_on else None,
            "names_a_pupil": declaration.names_a_pupil or _is_on_roll(again),
        },
    )


def _is_on_roll(again: LookedAgain) -> bool:
    on = again.facts.on
    return any(
        (row.begins_on is None or row.begins_on <= on) and (row.until is None or row.until >= on)
        for row in again.facts.other.enrolments
    )


def _plain(verdict: dict[str, Any]) -> dict[str, Any]:
    """As it comes back from the database, so that the two can be compared."""
    return {
        **verdict,
        "outcome": str(verdict["outcome"]),
        "clauses": list(verdict["clauses"]),
        "duties": [str(duty) for duty in verdict["duties"]],
        "review_on": [{"on": row["on"], "why": str(row["why"])} for row in verdict["review_on"]],
    }


def _would_change(look: _Look) -> bool:
    return any(getattr(look.declaration, name) != value for name, value in look.changes.items())


def _write_quietly(looks: Sequence[_Look]) -> None:
    """The same answer on another day: nothing has happened that anybody need know, so nothing is filed."""
    for look in looks:
        for name, value in look.changes.items():
            setattr(look.declaration, name, value)
    if looks:
        Declaration.objects.bulk_update([look.declaration for look in looks], sorted(looks[0].changes))


def _move(look: _Look, settings: SettingsInForce, labels: Labels, confirm_by_on: date) -> Move:
    declaration, again = look.declaration, look.again
    if look.step is DeclarationStep.CLOSE:
        confirm: date | None = None
    elif look.step is DeclarationStep.REOPEN and declaration.state == DeclarationState.CLOSED:
        confirm = confirm_by_on
    else:
        confirm = declaration.confirm_by_on
    words = answer_in_words(again.facts, again.verdict, settings=settings.values, labels=labels)
    kind = KIND_OF_STEP[look.step] if look.step else kinds.ANSWER_CHANGED
    decision = {
        "facts": look.changes["record_facts"],
        "verdict": look.changes["record_verdict"],
        "settings_revision": settings.revision_id,
    }
    return Move(
        declaration=declaration,
        version=declaration.version,
        step=look.step,
        # Two entries: the author may hold a receipt for the first, and must not learn from it what the second knows.
        recorded=(
            Recorded(Happening(kind, text="\n".join([words.headline, *words.steps]))),
            Recorded(
                Happening(kinds.LOOKED_AGAIN, internal=True),
                parts=(replace(record_part(decision), name=DECISION),),
            ),
        ),
        changes={**look.changes, "confirm_by_on": confirm},
    )


def _labels() -> Labels:
    words = get_trust().labels
    return Labels(
        operations_manager=words[Role.SCHOOL_OPERATIONS_MANAGER],
        safeguarding_lead=words[Role.DESIGNATED_SAFEGUARDING_LEAD],
        trust_leader=words[Role.TRUST_LEADER],
    )


def _tell_authors(looks: Sequence[_Look], *, actor: AnyActor, now: datetime) -> None:
    send_notices(
        things=[
            ToSay(
                to=ToPerson(look.declaration.person_id),
                kind="declaration_moved",
                key=f"{look.declaration.reference}-{look.declaration.version}",
                subject="There is a new answer about something you declared",
                body="Please read it: what you need to do may have changed.",
                link=f"/declarations/{look.declaration.reference}/",
                about=look.declaration.reference,
                urgent=is_stricter(look.after, look.before),
            )
            for look in looks
            if look.is_new_answer
        ],
        actor=actor,
        now=now,
    )


def _tell_the_desk(looks: Sequence[_Look], *, on: date, actor: AnyActor, now: datetime) -> None:
    """Whoever has something to do again, once a day however many have come back."""
    back = [look.declaration.pk for look in looks if look.step is DeclarationStep.REOPEN]
    if not back:
        return
    recipients = DeclarationRecipient.objects.filter(
        declaration__in=back,
        until_at__isnull=True,
        matter__in=[Matter.DECLARATION, Matter.DECLARATION_NAMING_A_PUPIL],
    )
    ids = sorted(set(recipients.values_list("person_id", flat=True)))
    said = ToSay(
        to=[ToPerson(person_id) for person_id in ids],
        kind="declarations_came_back",
        key=on.isoformat(),
        subject="Declarations have come back to your desk",
        body="The answer to something declared before has changed. Please read it again and say that you have.",
        link="/desk/",
    )
    send_notices(things=[said], actor=actor, now=now)


def _name(look: _Look) -> str:
    if look.step is DeclarationStep.CLOSE:
        return "closed"
    return "reopened" if look.step is DeclarationStep.REOPEN else "changed"
