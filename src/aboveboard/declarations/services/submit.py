"""Filing a declaration: one act that makes the record, its leaf in the ledger, the sealed PDF and the notices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aboveboard.declarations.models import (
    Declaration,
    DeclarationBar,
    DeclarationEvent,
    DeclarationMatter,
    Draft,
    ParentsKnow,
)
from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.documents import FORM, facts_as_json, record_part, render_form
from aboveboard.declarations.services.receive import Concern, assign_recipients, find_routes, list_matters
from aboveboard.declarations.services.steps import Happening, take_step
from aboveboard.declarations.services.telling import tell_recipients
from aboveboard.ledger.filing import Filed, Filing, Part, filing, make_reference
from aboveboard.people.selectors.names import list_likely_role_holder_ids
from aboveboard.people.selectors.settings import get_settings_in_force
from aboveboard.people.selectors.trust import TrustDetails, get_school, get_trust
from aboveboard.personnel.services.entries import add_file_entry
from aboveboard.rules.access import Refused
from aboveboard.rules.actor import Actor
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotAllowed, StaleState
from aboveboard.rules.relationships import Facts, Outcome, Verdict, decide
from aboveboard.rules.relationships.facts import Stage
from aboveboard.rules.retention import FileEntryKind
from aboveboard.rules.routing import Route
from aboveboard.rules.transitions import DeclarationState, DeclarationStep

NOTHING_TO_SIGN = Refused(
    "nothing_to_sign",
    "There is no contact yet, so there is nothing to declare. You can keep the answer if you like.",
    "S8.7",
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship as its author tells it: one declaration each. Source: guidance A1.2, A1.3, A1.5."""

    school_id: int | None
    other_name: str
    other_kinds: tuple[str, ...]
    names_a_pupil: bool
    parents_know: ParentsKnow
    platforms: tuple[str, ...]
    handle: str
    context: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Signature:
    """How it was signed: the name as typed, and the step-up that showed who was typing (`people.step_up`)."""

    name: str
    method: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the signer saw, word for word: the statement they signed and the answer they were given."""

    statement: str
    answer_heading: str
    answer: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One relationship with the answer its author was given and what they saw when they signed."""

    relationship: Relationship
    verdict: Verdict
    shown: Shown


@dataclass(frozen=True, slots=True)
class Amended:
    """The declaration that a new one replaces, as its author last saw it."""

    reference: str
    version: int


TITLES: dict[DeclarationMatter, str] = {
    DeclarationMatter.RELATIONSHIP: "Declaration of a social media relationship",
    DeclarationMatter.REPORT: "Report of contact on social media",
    DeclarationMatter.APPROACH: "Report of an approach on social media",
}


def matter_of(verdict: Verdict) -> DeclarationMatter:
    """What filing makes of an answer: a declaration, a report of what is not allowed, or an approach."""
    if verdict.outcome is Outcome.REJECT_AND_REPORT:
        return DeclarationMatter.APPROACH
    if verdict.outcome is Outcome.NOT_PERMITTED:
        return DeclarationMatter.REPORT
    return DeclarationMatter.RELATIONSHIP


def can_be_signed(facts: Facts, verdict: Verdict) -> bool:
    """False where contact is not allowed and there is none: it ends kindly, with nothing to sign."""
    return verdict.outcome is not Outcome.NOT_PERMITTED or facts.contact.stage is Stage.CONNECTED


def preview_routes(
    *, actor: Actor, relationship: Relationship, leave_out: Iterable[int] = (), now: datetime
) -> tuple[Route, ...]:
    """Who will receive it, before it is filed; whoever may be the person named is held back already."""
    verdict = decide(relationship.facts, get_settings_in_force(now=now).values)
    held_back = list_held_back_ids(actor=actor, relationship=relationship, now=now)
    concern = _concern(actor, relationship, verdict, frozenset(leave_out) | held_back)
    return find_routes(concern, matters=list_matters(concern), now=now)


def submit_declarations(
    *,
    actor: Actor,
    entries: Sequence[Entry],
    signature: Signature,
    leave_out: frozenset[int] = frozenset(),
    draft_id: int | None = None,
    amends: Amended | None = None,
    now: datetime,
) -> tuple[Filed, ...]:
    """File one declaration for each entry, under one signature: all of them or none.

    Raises StaleState when the trust's settings or the calendar now give another answer than the one shown, or when the
    declaration to amend has moved on; NotAllowed when there is nothing to sign.
    Source: guidance S4.7, S4.8, S8.11, S8.18, S8.19, A1.2-A1.6.
    """
    settings = get_settings_in_force(now=now)
    for entry in entries:
        if decide(entry.relationship.facts, settings.values) != entry.verdict:
            raise StaleState(
                "The answer to your case has changed since you read it. Read it again, then sign."
            )
        if not can_be_signed(entry.relationship.facts, entry.verdict):
            raise NotAllowed(NOTHING_TO_SIGN)

    trust = get_trust()
    prepared = [
        _prepare(entry, actor=actor, signature=signature, leave_out=leave_out, trust=trust, now=now)
        for entry in entries
    ]
    filed: list[Filed] = []
    with filing(actor=actor, now=now) as current:
        before = _supersede(amends, actor=actor, now=now, filing=current) if amends else None
        for ready in prepared:
            filed.append(
                _file(
                    ready,
                    supersedes=before,
                    settings_revision_id=settings.revision_id,
                    signature=signature,
                    actor=actor,
                    now=now,
                    filing=current,
                )
            )
            before = None
        if draft_id is not None:
            Draft.objects.filter(pk=draft_id, person_id=actor.person_id).delete()
    return tuple(filed)


@dataclass(frozen=True, slots=True)
class _Ready:
    """An entry with its paper rendered, which is done before the transaction, and those it is held back from."""

    entry: Entry
    reference: str
    form: Part
    left_out_ids: frozenset[int]
    held_back_ids: frozenset[int]


def _prepare(
    entry: Entry,
    *,
    actor: Actor,
    signature: Signature,
    leave_out: frozenset[int],
    trust: TrustDetails,
    now: datetime,
) -> _Ready:
    reference = make_reference()
    relationship = entry.relationship
    form = render_form(
        relationship,
        reference=reference,
        author_name=actor.name,
        school_name=get_school(relationship.school_id).name if relationship.school_id else trust.name,
        trust=trust,
        shown=entry.shown,
        signature=signature,
        now=now,
    )
    return _Ready(
        entry,
        reference,
        form,
        leave_out,
        list_held_back_ids(actor=actor, relationship=relationship, now=now),
    )


def list_held_back_ids(*, actor: Actor, relationship: Relationship, now: datetime) -> frozenset[int]:
    """Role holders who may be the person named, by the name as typed: it is kept from them."""
    found = list_likely_role_holder_ids(
        relationship.other_name, school_id=relationship.school_id, on=uk_date(now)
    )
    return found - {actor.person_id}


def _supersede(amends: Amended, *, actor: Actor, now: datetime, filing: Filing) -> Declaration:
    declaration = Declaration.objects.select_related("person").get(
        reference=amends.reference, person_id=actor.person_id
    )
    take_step(
        declaration,
        DeclarationStep.AMEND,
        version=amends.version,
        happening=Happening(kinds.SUPERSEDED),
        actor=actor,
        now=now,
        filing=filing,
        changes={"look_again_on": None, "confirm_by_on": None},
    )
    return declaration


def _file(
    ready: _Ready,
    *,
    supersedes: Declaration | None,
    settings_revision_id: int | None,
    signature: Signature,
    actor: Actor,
    now: datetime,
    filing: Filing,
) -> Filed:
    """One declaration in the open filing: the row, the leaf, the file entry, the recipients and their notices."""
    relationship, verdict = ready.entry.relationship, ready.entry.verdict
    matter = matter_of(verdict)
    facts = facts_as_json(relationship.facts)
    filed = filing.file(
        kind=kinds.SUBMITTED,
        subject=actor.reference,
        reference=ready.reference,
        parts=[
            ready.form,
            record_part(
                {
                    "matter": matter,
                    "with": relationship.other_name,
                    "kinds": relationship.other_kinds,
                    "parents_know": relationship.parents_know,
                    "platforms": relationship.platforms,
                    "handle": relationship.handle,
                    "context": relationship.context,
                    "facts": facts,
                    "verdict": verdict.as_json(),
                    "statement": ready.entry.shown.statement,
                    "answer": ready.entry.shown.answer,
                    "signed": signature.name,
                    "signed_by_method": signature.method,
                    "signed_at": now.isoformat(),
                }
            ),
        ],
    )
    declaration = Declaration.objects.create(
        person_id=actor.person_id,
        school_id=relationship.school_id,
        matter=matter,
        state=DeclarationState.NEW,
        other_name=relationship.other_name,
        other_kinds=list(relationship.other_kinds),
        names_a_pupil=relationship.names_a_pupil,
        parents_know=relationship.parents_know,
        platforms=list(relationship.platforms),
        handle=relationship.handle,
        context=relationship.context,
        told_facts=facts,
        told_verdict=verdict.as_json(),
        look_again_on=verdict.review_on[0].on if verdict.review_on else None,
        confirm_by_on=uk_date(now) + timedelta(days=get_trust().confirm_every_days),
        submitted_at=now,
        signed_name=signature.name,
        signed_by_method=signature.method,
        settings_revision_id=settings_revision_id,
        supersedes=supersedes,
        reference=filed.reference,
    )
    DeclarationEvent.objects.create(
        declaration=declaration,
        kind=kinds.SUBMITTED,
        by_id=actor.person_id,
        at=now,
        reference=filed.reference,
    )
    barred = ready.left_out_ids | ready.held_back_ids
    DeclarationBar.objects.bulk_create(
        DeclarationBar(declaration=declaration, person_id=person, by_author=person in ready.left_out_ids)
        for person in sorted(barred)
    )
    tell_recipients(declaration, assign_recipients(declaration, now=now), actor=actor, now=now)
    add_file_entry(
        filing=filing,
        filed=filed,
        person_id=actor.person_id,
        kind=FileEntryKind.APPROACH if matter is DeclarationMatter.APPROACH else FileEntryKind.DECLARATION,
        title=TITLES[matter],
        part_name=FORM,
        mentioned_ids=barred,
    )
    return filed


def _concern(actor: Actor, relationship: Relationship, verdict: Verdict, barred: frozenset[int]) -> Concern:
    return Concern(
        author_id=actor.person_id,
        school_id=relationship.school_id,
        matter=matter_of(verdict),
        names_a_pupil=relationship.names_a_pupil,
        left_out_ids=barred,
    )
