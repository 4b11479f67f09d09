"""One declaration as the desk reads it: what was told, what is on record, what happened, what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch

from aboveboard.declarations.models import (
    Declaration,
    DeclarationEvent,
    DeclarationMatter,
    DeclarationRecipient,
    ParentsKnow,
)
from aboveboard.declarations.selectors.matching import is_open, may_match
from aboveboard.declarations.selectors.standing import standing_of
from aboveboard.declarations.selectors.visibility import received_by
from aboveboard.declarations.selectors.words import describe_event
from aboveboard.ledger.receipts import get_part
from aboveboard.people.selectors.settings import get_settings
from aboveboard.rules.actor import Actor
from aboveboard.rules.answers import Answer, answer_in_words
from aboveboard.rules.errors import NotFound
from aboveboard.rules.receiving import list_steps
from aboveboard.rules.relationships import Settings, read_facts
from aboveboard.rules.relationships.verdict import Duty, Outcome, ReviewDate, Verdict, Why
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import DeclarationState, DeclarationStep

NOT_MATCHED = "declaration.not_matched"
MATCHING_KINDS = frozenset({"declaration.matched", NOT_MATCHED, "declaration.unmatched"})
FORM = "declaration.pdf"


@dataclass(frozen=True, slots=True)
class With:
    """Somebody who has the declaration, as what, and since when. `role` is empty for a line manager."""

    person_id: int
    name: str
    matter: Matter
    role: str
    since: datetime


@dataclass(frozen=True, slots=True)
class DeskEvent:
    """One thing on the history. `internal` is not shown to the author."""

    title: str
    at: datetime
    text: str
    by_on: date | None
    internal: bool
    reference: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer in words, with every date that it is looked at again: the desk may see them, the author not."""

    answer: Answer
    outcome: Outcome
    look_again: tuple[ReviewDate, ...]

    @property
    def dates_are_ours(self) -> bool:
        """Whether the dates are for the desk alone: to the author they could give a birth date away."""
        return self.outcome is not Outcome.PERMITTED_IF_DECLARED


@dataclass(frozen=True, slots=True)
class DeskDeclaration:
    """One declaration at the desk. `on_record` is None until the office has matched the name.

    `steps` can be taken by this reader now. `may_match` (the school's office) and `may_hand_on` stand beside the table,
    while it is open. `looked_for` when the office looked on the roster and found nobody.
    """

    reference: str
    version: int
    matter: DeclarationMatter
    state: DeclarationState
    author: str
    school: str
    other_name: str
    kinds: tuple[str, ...]
    platforms: tuple[str, ...]
    handle: str
    context: str
    parents_know: ParentsKnow
    names_a_pupil: bool
    submitted_at: datetime
    signed_name: str
    told: Shown
    on_record: Shown | None
    matched_to: str
    looked_for: bool
    look_again_on: date | None
    confirm_by_on: date | None
    conditions: tuple[DeskEvent, ...]
    history: tuple[DeskEvent, ...]
    people: tuple[With, ...]
    steps: frozenset[DeclarationStep]
    respond_by_on: date | None
    may_match: bool
    may_hand_on: bool
    replaces: str | None
    replaced_by: str | None


def get_desk_declaration(actor: Actor, reference: str, *, now: datetime, on: date) -> DeskDeclaration:
    """A declaration that came to `actor`. Raises NotFound for their own, and for any they may not know of."""
    found = (
        received_by(actor)
        .filter(reference=reference)
        .select_related("person", "school", "matched_person", "supersedes", "superseded_by")
        .prefetch_related(
            Prefetch(
                "recipients",
                DeclarationRecipient.objects.filter(until_at__isnull=True)
                .select_related("person")
                .order_by("from_at", "pk"),
            ),
            Prefetch("events", DeclarationEvent.objects.select_related("by").order_by("at", "pk")),
        )
        .first()
    )
    if found is None:
        raise NotFound
    return _page(actor, found, get_settings(now), on)


def get_desk_document(actor: Actor, reference: str) -> bytes:
    """The sealed form of a declaration that came to `actor`. Raises NotFound."""
    if not received_by(actor).filter(reference=reference).exists():
        raise NotFound
    return get_part(reference, FORM)


def _page(actor: Actor, found: Declaration, settings: Settings, on: date) -> DeskDeclaration:
    recipients, events = list(found.recipients.all()), list(found.events.all())
    standing = standing_of(actor, found, recipients=recipients, events=events)
    history = [_event(event) for event in events]
    looked = [event.kind for event in events if event.kind in MATCHING_KINDS]
    newer = getattr(found, "superseded_by", None)
    visible = {each.reference for each in (found.supersedes, newer) if each is not None} and set(
        received_by(actor)
        .filter(reference__in=[each.reference for each in (found.supersedes, newer) if each is not None])
        .values_list("reference", flat=True)
    )
    return DeskDeclaration(
        reference=found.reference,
        version=found.version,
        matter=DeclarationMatter(found.matter),
        state=DeclarationState(found.state),
        author=str(found.person),
        school=found.school.name if found.school else "The trust",
        other_name=found.other_name,
        kinds=tuple(found.other_kinds),
        platforms=tuple(found.platforms),
        handle=found.handle,
        context=found.context,
        parents_know=ParentsKnow(found.parents_know),
        names_a_pupil=found.names_a_pupil,
        submitted_at=found.submitted_at,
        signed_name=found.signed_name,
        told=_shown(found.told_facts, found.told_verdict, settings),
        on_record=_shown(found.record_facts, found.record_verdict, settings)
        if found.record_verdict and found.matched_person
        else None,
        matched_to=str(found.matched_person) if found.matched_person else "",
        looked_for=bool(looked) and looked[-1] == NOT_MATCHED,
        look_again_on=found.look_again_on,
        confirm_by_on=found.confirm_by_on,
        conditions=tuple(
            shown
            for shown, event in zip(history, events, strict=True)
            if event.kind == "declaration.condition_added"
        ),
        history=tuple(reversed(history)),
        people=tuple(
            With(row.person_id, str(row.person), Matter(row.matter), row.role, row.from_at)
            for row in recipients
        ),
        steps=list_steps(actor, standing, on=on),
        respond_by_on=standing.respond_by_on if standing.state is DeclarationState.STOP_ASKED else None,
        may_match=is_open(found) and bool(may_match(actor, found)),
        may_hand_on=is_open(found),
        replaces=found.supersedes.reference
        if found.supersedes and found.supersedes.reference in visible
        else None,
        replaced_by=newer.reference if newer and newer.reference in visible else None,
    )


def _event(event: DeclarationEvent) -> DeskEvent:
    return DeskEvent(
        describe_event(event), event.at, event.text, event.by_on, event.internal, event.reference
    )


def _shown(facts: Any, verdict: Any, settings: Settings) -> Shown:
    read = read_verdict(verdict)
    return Shown(
        answer=answer_in_words(read_facts(facts), read, settings=settings),
        outcome=read.outcome,
        look_again=read.review_on,
    )


def read_verdict(stored: dict[str, Any]) -> Verdict:
    """The verdict that `Verdict.as_json` stored."""
    return Verdict(
        outcome=Outcome(stored["outcome"]),
        rule=stored["rule"],
        clauses=tuple(stored["clauses"]),
        duties=tuple(Duty(duty) for duty in stored["duties"]),
        review_on=tuple(
            ReviewDate(date.fromisoformat(each["on"]), Why(each["why"])) for each in stored["review_on"]
        ),
    )
