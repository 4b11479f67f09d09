"""What staff answer when their school asks everyone whether there is anything to declare."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import IntegrityError, transaction

from aboveboard.declarations.models import Round, RoundAnswer, RoundAnswerKind
from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.signing import Signature
from aboveboard.ledger.filing import Filed, Part, filing, make_reference
from aboveboard.people.selectors.trust import get_trust_name
from aboveboard.personnel.documents import Facts, RecordDocument, Words
from aboveboard.personnel.seal import make_sealed_pdf
from aboveboard.personnel.services.entries import add_file_entry
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.errors import NotFound, StaleState, WrongState
from aboveboard.rules.retention import FileEntryKind

NOTHING = "nothing-to-declare.pdf"
"""The name of the sealed PDF among the parts of an answer to a round."""


def list_schools_asked(actor: Actor) -> frozenset[int]:
    """The schools whose rounds ask `actor`: those at which they work."""
    return frozenset(
        holding.school_id
        for holding in actor.holdings
        if holding.role is Role.STAFF_MEMBER and holding.school_id is not None
    )


def answer_open_rounds(*, actor: Actor, kind: RoundAnswerKind, reference: str, now: datetime) -> None:
    """Let a declaration or a confirmation just filed answer every open round that asks `actor`; the first answer stays.

    Runs inside the caller's transaction.
    """
    asked = Round.objects.filter(school_id__in=list_schools_asked(actor), closed_at__isnull=True)
    RoundAnswer.objects.bulk_create(
        [
            RoundAnswer(round=each, person_id=actor.person_id, kind=kind.value, at=now, reference=reference)
            for each in asked
        ],
        ignore_conflicts=True,
    )


def answer_round(
    *, actor: Actor, reference: str, statement: str, signature: Signature, now: datetime
) -> Filed:
    """Say, signed, that there is nothing to declare today to one's knowledge. `statement` is what was shown.

    Raises NotFound for a round that does not ask `actor`, WrongState when it is over, StaleState when it is answered
    already. Source: guidance S4.5, S8.10.
    """
    asked = (
        Round.objects.filter(reference=reference, school_id__in=list_schools_asked(actor))
        .select_related("school")
        .first()
    )
    if asked is None:
        raise NotFound
    if asked.closed_at is not None:
        raise WrongState("Your school has closed this request. There is nothing more to do.")
    own_reference = make_reference()
    document = RecordDocument(
        trust_name=get_trust_name(),
        title="Nothing to declare",
        reference=own_reference,
        filed_at=now,
        sections=(
            Facts(
                heading="Who said it",
                rows=(("Staff name", actor.name), ("School", asked.school.name), ("Signed", signature.name)),
            ),
            Words(heading="What was signed", text=statement, as_shown=True),
        ),
    )
    paper = Part(NOTHING, "application/pdf", make_sealed_pdf(document, now=now))
    record = {
        "round": reference,
        "statement": statement,
        "signed": signature.name,
        "signed_by_method": signature.method,
        "signed_at": now.isoformat(),
    }
    with filing(actor=actor, now=now) as current:
        filed = current.file(
            kind=kinds.ROUND_ANSWERED,
            subject=actor.reference,
            reference=own_reference,
            parts=[
                paper,
                Part("record.json", "application/json", json.dumps(record, ensure_ascii=False).encode()),
            ],
        )
        try:
            with transaction.atomic():
                RoundAnswer.objects.create(
                    round=asked,
                    person_id=actor.person_id,
                    kind=RoundAnswerKind.NOTHING_TO_DECLARE,
                    at=now,
                    reference=filed.reference,
                )
        except IntegrityError:
            raise StaleState("You have answered this already.") from None
        add_file_entry(
            filing=current,
            filed=filed,
            person_id=actor.person_id,
            kind=FileEntryKind.CONFIRMATION,
            title="Nothing to declare",
            part_name=NOTHING,
        )
    return filed
