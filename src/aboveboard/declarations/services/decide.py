"""What a senior leader decides, and another reviewer after them: each a sealed record on the author's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aboveboard.declarations.models import Declaration, DeclarationBar
from aboveboard.declarations.selectors.standing import get_earliest_response_date, get_standing
from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.opening import in_words, open_for_step
from aboveboard.declarations.services.steps import Happening, record_happening, take_step
from aboveboard.declarations.services.telling import tell_author
from aboveboard.declarations.services.telling_the_desk import tell_first_reviewers
from aboveboard.ledger.filing import Filed, Part, filing, make_reference
from aboveboard.people.selectors.trust import get_trust
from aboveboard.personnel.documents import Facts, RecordDocument, Words
from aboveboard.personnel.seal import make_sealed_pdf
from aboveboard.personnel.services.entries import add_file_entry
from aboveboard.rules.access import Refused
from aboveboard.rules.actor import Actor
from aboveboard.rules.calendar import date_text, uk_date
from aboveboard.rules.errors import NotAllowed
from aboveboard.rules.retention import FileEntryKind
from aboveboard.rules.transitions import DECLARATION_TRANSITIONS, DeclarationState, DeclarationStep

RECORD = "decision.pdf"
"""The name of the sealed PDF among the parts of a filed decision."""

NO_LONGER_LOOKED_AT: Mapping[str, Any] = {"look_again_on": None, "confirm_by_on": None}


@dataclass(frozen=True, slots=True)
class _Decision:
    """One kind of decision: the ledger's kind, what the record says was decided, and what its author is told."""

    kind: str
    says: str
    subject: str
    body: str


_DECISIONS: dict[DeclarationStep, _Decision] = {
    DeclarationStep.FIND_COMPATIBLE: _Decision(
        kinds.FOUND_COMPATIBLE,
        "The contact goes with the guidance as it was declared, and may go on.",
        "A senior leader has looked at what you declared",
        "The contact may go on. Please read their reasons, and whether there is a condition.",
    ),
    DeclarationStep.ASK_TO_STOP: _Decision(
        kinds.STOP_ASKED,
        "The contact does not go with the guidance. The member of staff is asked to stop it.",
        "You are asked to stop contact that you declared",
        "Please read the reasons. You have time to respond, and you can ask for another reviewer.",
    ),
    DeclarationStep.STOP: _Decision(
        kinds.STOPPED,
        "The time to respond has passed. The contact is to have stopped.",
        "The contact you declared is now on record as stopped",
        "The time to respond has passed. If you are still in contact, please tell your senior leader.",
    ),
    DeclarationStep.UPHOLD: _Decision(
        kinds.STOP_UPHELD,
        "Another reviewer has looked at it. The contact is to stop.",
        "Another reviewer has decided",
        "They agree that the contact must stop. Please read their reasons.",
    ),
    DeclarationStep.OVERTURN: _Decision(
        kinds.STOP_OVERTURNED,
        "Another reviewer has looked at it. The contact may go on.",
        "Another reviewer has decided",
        "The contact may go on. Please read their reasons, and whether there is a condition.",
    ),
}


def find_compatible(
    *, actor: Actor, reference: str, version: int, reasons: str, conditions: str = "", now: datetime
) -> Filed:
    """Decide that the contact goes with section 8 and may go on, perhaps on conditions.

    Raises NotFound, NotAllowed, WrongState or StaleState. Source: guidance S8.9, S8.20.
    """
    return _decide(
        DeclarationStep.FIND_COMPATIBLE, actor, reference, version, reasons, conditions=conditions, now=now
    )


def ask_to_stop(
    *, actor: Actor, reference: str, version: int, reasons: str, respond_by_on: date, now: datetime
) -> Filed:
    """Ask for the contact to stop, with a day by which to respond, not before `get_earliest_response_date`.

    Raises NotFound, NotAllowed, WrongState or StaleState. Source: guidance S8.7, S8.9.
    """
    earliest = get_earliest_response_date(on=uk_date(now))
    if respond_by_on < earliest:
        raise NotAllowed(
            Refused("too_soon", f"Give them time to respond: until {date_text(earliest)} or later.")
        )
    return _decide(
        DeclarationStep.ASK_TO_STOP, actor, reference, version, reasons, by_on=respond_by_on, now=now
    )


def conclude_stop(*, actor: Actor, reference: str, version: int, reasons: str, now: datetime) -> Filed:
    """Put on record that the contact has stopped, once the time to respond has passed without a response.

    Raises NotFound, NotAllowed, WrongState or StaleState. Source: guidance S8.7.
    """
    return _decide(
        DeclarationStep.STOP, actor, reference, version, reasons, changes=NO_LONGER_LOOKED_AT, now=now
    )


def uphold(*, actor: Actor, reference: str, version: int, reasons: str, now: datetime) -> Filed:
    """Decide, as another reviewer, that the contact stops; whoever asked for that is told.

    Raises NotFound, NotAllowed, WrongState or StaleState. Source: guidance S4.27, S8.7.
    """
    return _decide(
        DeclarationStep.UPHOLD, actor, reference, version, reasons, changes=NO_LONGER_LOOKED_AT, now=now
    )


def overturn(
    *, actor: Actor, reference: str, version: int, reasons: str, conditions: str = "", now: datetime
) -> Filed:
    """Decide, as another reviewer, that the contact may go on; whoever asked for it to stop is told.

    Raises NotFound, NotAllowed, WrongState or StaleState. Source: guidance S4.27, S8.9.
    """
    return _decide(
        DeclarationStep.OVERTURN, actor, reference, version, reasons, conditions=conditions, now=now
    )


def _decide(
    step: DeclarationStep,
    actor: Actor,
    reference: str,
    version: int,
    reasons: str,
    *,
    conditions: str = "",
    by_on: date | None = None,
    changes: Mapping[str, Any] | None = None,
    now: datetime,
) -> Filed:
    reasons, conditions = in_words(reasons), conditions.strip()
    declaration = open_for_step(actor=actor, reference=reference, version=version, step=step, now=now)
    decision, own_reference = _DECISIONS[step], make_reference()
    paper = _render(declaration, step, own_reference, reasons, conditions, by_on, actor=actor, now=now)
    first = get_standing(actor, declaration).stop_asked_by_ids - {actor.person_id}
    with filing(actor=actor, now=now) as current:
        filed = take_step(
            declaration,
            step,
            version=version,
            happening=Happening(decision.kind, text=reasons, by_on=by_on),
            actor=actor,
            now=now,
            filing=current,
            changes=changes,
            parts=(paper,),
            reference=own_reference,
        )
        if conditions:
            record_happening(
                declaration,
                Happening(kinds.CONDITION_ADDED, text=conditions),
                actor=actor,
                now=now,
                filing=current,
            )
        add_file_entry(
            filing=current,
            filed=filed,
            person_id=declaration.person_id,
            kind=FileEntryKind.DECISION,
            title="Decision about a declaration",
            part_name=RECORD,
            mentioned_ids=_list_mentioned_ids(declaration),
        )
        tell_author(declaration, subject=decision.subject, body=decision.body, actor=actor, now=now)
        if step in (DeclarationStep.UPHOLD, DeclarationStep.OVERTURN):
            tell_first_reviewers(declaration, person_ids=first, actor=actor, now=now)
    return filed


def _list_mentioned_ids(declaration: Declaration) -> set[int]:
    barred = set(DeclarationBar.objects.filter(declaration=declaration).values_list("person_id", flat=True))
    return barred | ({declaration.matched_person_id} if declaration.matched_person_id else set())


def _render(
    declaration: Declaration,
    step: DeclarationStep,
    own_reference: str,
    reasons: str,
    conditions: str,
    by_on: date | None,
    *,
    actor: Actor,
    now: datetime,
) -> Part:
    trust = get_trust()
    by = DECLARATION_TRANSITIONS[DeclarationState(declaration.state), step].by
    # The least wide of several hats: a headteacher who also leads the trust decides as the headteacher.
    hats = [role for role in trust.labels if role in by and actor.holds(role)]
    rows = [
        ("Staff name", str(declaration.person)),
        ("School", declaration.school.name if declaration.school else trust.name),
        ("Relationship with", declaration.other_name),
        ("Declaration", declaration.reference),
        ("Decided by", f"{actor.name}, {trust.labels[hats[0]]}" if hats else actor.name),
    ]
    if by_on is not None:
        rows.append(("Respond by", date_text(by_on)))
    sections: list[Facts | Words] = [
        Facts(heading="What it is about", rows=tuple(rows)),
        Words(heading="What was decided", text=_DECISIONS[step].says),
        Words(heading="Reasons", text=reasons),
    ]
    if conditions:
        sections.append(Words(heading="Conditions", text=conditions))
    document = RecordDocument(
        trust_name=trust.name,
        title="Decision about a declaration",
        reference=own_reference,
        filed_at=now,
        sections=tuple(sections),
    )
    return Part(RECORD, "application/pdf", make_sealed_pdf(document, now=now))
