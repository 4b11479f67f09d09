"""Filing a declaration: one act that makes the record, its leaf in the ledger, the sealed PDF and the notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aboveboard.declarations.models import (
    Declaration,
    DeclarationBar,
    DeclarationEvent,
    DeclarationMatter,
    Draft,
    RoundAnswerKind,
)
from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.documents import FORM, facts_as_json, record_part, render_form
from aboveboard.declarations.services.drafts import get_draft
from aboveboard.declarations.services.entries import (
    TITLES,
    Amended,
    Asked,
    Entry,
    can_be_signed,
    matter_of,
)
from aboveboard.declarations.services.keep_from import list_kept_from_ids
from aboveboard.declarations.services.preview import list_held_back_ids
from aboveboard.declarations.services.questions import open_question
from aboveboard.declarations.services.receive import (
    assign_recipients,
)
from aboveboard.declarations.services.rounds import answer_open_rounds
from aboveboard.declarations.services.signing import Signature
from aboveboard.declarations.services.steps import Happening, take_step
from aboveboard.declarations.services.telling import alert_safeguarding_lead, tell_recipients
from aboveboard.ledger.filing import Filed, Filing, Part, filing, make_reference
from aboveboard.notices.services.outbox import withdraw_notices
from aboveboard.people.selectors.settings import SettingsInForce, get_settings_in_force
from aboveboard.people.selectors.trust import TrustDetails, get_school, get_trust
from aboveboard.personnel.services.entries import add_file_entry
from aboveboard.rules.access import Refused
from aboveboard.rules.actor import Actor
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotAllowed, NotFound, StaleState
from aboveboard.rules.relationships import Duty, Outcome, decide
from aboveboard.rules.retention import FileEntryKind
from aboveboard.rules.transitions import DeclarationState, DeclarationStep

ANSWER_CHANGED = "The answer to your case has changed since you read it. Read it again, then sign."

NOTHING_TO_SIGN = Refused(
    "nothing_to_sign",
    "There is no contact yet, so there is nothing to declare. You can keep the answer if you like.",
    "S8.7",
)


def sign_draft(
    *,
    actor: Actor,
    draft_id: int,
    entries: Sequence[Entry],
    asked: Sequence[Asked] = (),
    seen: Sequence[str],
    signature: Signature,
    leave_out: frozenset[int] = frozenset(),
    now: datetime,
) -> tuple[Filed, ...]:
    """File what a draft has come to, if it still is what its author saw: `seen` has each entry's `seen`, in order.

    Raises NotFound when the draft is gone, StaleState when the answer or the draft has changed since it was shown, and
    otherwise as `submit_declarations`.
    """
    draft = get_draft(actor=actor, draft_id=draft_id)
    if [entry.seen for entry in entries] != list(seen):
        raise StaleState(ANSWER_CHANGED)
    amends = None
    if draft.amends is not None:
        if draft.amends_version is None or draft.amends.version != draft.amends_version:
            raise StaleState(
                "Something has happened to the declaration that you are changing. Look at it again."
            )
        amends = Amended(draft.amends.reference, draft.amends_version)
    return submit_declarations(
        actor=actor,
        entries=entries,
        asked=asked,
        signature=signature,
        leave_out=leave_out,
        draft_id=draft_id,
        amends=amends,
        now=now,
    )


def submit_declarations(
    *,
    actor: Actor,
    entries: Sequence[Entry],
    asked: Sequence[Asked] = (),
    signature: Signature,
    leave_out: frozenset[int] = frozenset(),
    draft_id: int | None = None,
    amends: Amended | None = None,
    now: datetime,
) -> tuple[Filed, ...]:
    """File one declaration for each entry, under one signature: all of them or none. `asked` go along as questions.

    Raises StaleState when the trust's settings now give another answer than the one shown, when the declaration to
    amend has moved on, or when the draft has been signed already; NotAllowed when there is nothing to sign.
    Source: guidance S4.7, S4.8, S8.11, S8.18, S8.19, A1.2-A1.6.
    """
    settings = get_settings_in_force(now=now)
    if not entries:
        raise NotAllowed(NOTHING_TO_SIGN)
    for entry in entries:
        if decide(entry.relationship.facts, settings.values) != entry.verdict:
            raise StaleState(ANSWER_CHANGED)
        if not can_be_signed(entry.relationship.facts, entry.verdict):
            raise NotAllowed(NOTHING_TO_SIGN)

    trust = get_trust()
    kept_from = list_kept_from_ids(actor, amends.reference) if amends else frozenset()
    prepared = [
        _prepare(
            entry,
            actor=actor,
            signature=signature,
            leave_out=leave_out,
            kept_from=kept_from,
            trust=trust,
            now=now,
        )
        for entry in entries
    ]
    filed: list[Filed] = []
    with filing(actor=actor, now=now) as current:
        if draft_id is not None:
            _use_up(draft_id, actor)
        before = _supersede(amends, actor=actor, now=now, filing=current) if amends else None
        for ready in prepared:
            filed.append(
                _file(
                    ready,
                    supersedes=before,
                    settings=settings,
                    signature=signature,
                    trust=trust,
                    draft_id=draft_id,
                    actor=actor,
                    now=now,
                    filing=current,
                )
            )
            before = None
        for each in asked:
            _ask(
                each,
                leave_out=leave_out | kept_from,
                settings=settings,
                actor=actor,
                now=now,
                filing=current,
            )
        answer_open_rounds(actor=actor, kind=RoundAnswerKind.DECLARED, reference=filed[0].reference, now=now)
    return tuple(filed)


def ask_from_draft(
    *,
    actor: Actor,
    draft_id: int,
    asked: Sequence[Asked],
    leave_out: frozenset[int] = frozenset(),
    now: datetime,
) -> tuple[Filed, ...]:
    """Put the questions that a draft has come to, where there is nothing to sign yet; the draft is used up.

    Raises StaleState when it has been sent already, or the answer has changed. Source: guidance S4.28.
    """
    settings = get_settings_in_force(now=now)
    if any(decide(each.relationship.facts, settings.values) != each.verdict for each in asked):
        raise StaleState(ANSWER_CHANGED)
    with filing(actor=actor, now=now) as current:
        _use_up(draft_id, actor)
        return tuple(
            _ask(each, leave_out=leave_out, settings=settings, actor=actor, now=now, filing=current)
            for each in asked
        )


def _use_up(draft_id: int, actor: Actor) -> None:
    used, _ = Draft.objects.filter(pk=draft_id, person_id=actor.person_id).delete()
    if not used:
        raise StaleState("You have sent this already.")


def _ask(
    asked: Asked,
    *,
    leave_out: frozenset[int],
    settings: SettingsInForce,
    actor: Actor,
    now: datetime,
    filing: Filing,
) -> Filed:
    return open_question(
        filing=filing,
        actor=actor,
        now=now,
        facts=asked.relationship.facts,
        verdict=asked.verdict,
        settings=settings.values,
        school_id=asked.relationship.school_id,
        other_name=asked.relationship.other_name,
        text=asked.relationship.context,
        passed_over=leave_out,
    )


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
    kept_from: frozenset[int],
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
        list_held_back_ids(actor=actor, relationship=relationship, now=now) | kept_from,
    )


def _supersede(amends: Amended, *, actor: Actor, now: datetime, filing: Filing) -> Declaration:
    declaration = (
        Declaration.objects.select_related("person")
        .filter(reference=amends.reference, person_id=actor.person_id)
        .first()
    )
    if declaration is None:
        raise NotFound
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
    withdraw_notices(actor=actor, now=now, about=declaration.reference)
    return declaration


def _file(
    ready: _Ready,
    *,
    supersedes: Declaration | None,
    settings: SettingsInForce,
    signature: Signature,
    trust: TrustDetails,
    draft_id: int | None,
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
                    # Without the dates to look again: the author holds this part, and may not see all of them.
                    "verdict": {
                        name: value for name, value in verdict.as_json().items() if name != "review_on"
                    },
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
        typed=dict(relationship.typed),
        told_facts=facts,
        told_verdict=verdict.as_json(),
        look_again_on=verdict.review_on[0].on if verdict.review_on else None,
        confirm_by_on=uk_date(now) + timedelta(days=trust.confirm_every_days)
        if matter is DeclarationMatter.RELATIONSHIP
        else None,
        submitted_at=now,
        signed_name=signature.name,
        signed_by_method=signature.method,
        settings_revision_id=settings.revision_id,
        supersedes=supersedes,
        draft_number=draft_id,
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
    if verdict.outcome is Outcome.SEEK_ADVICE:
        open_question(
            filing=filing,
            actor=actor,
            now=now,
            facts=relationship.facts,
            verdict=verdict,
            settings=settings.values,
            school_id=relationship.school_id,
            other_name=relationship.other_name,
            text=relationship.context,
            declaration_id=declaration.pk,
            passed_over=barred,
        )
    if Duty.TELL_SAFEGUARDING_LEAD in verdict.duties:
        alert_safeguarding_lead(declaration, actor=actor, now=now, filing=filing)
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
