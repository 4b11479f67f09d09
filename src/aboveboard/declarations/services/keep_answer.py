"""Keeping the answer to "Can I ...?" as a dated record, and sharing it with one person."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction

from aboveboard.declarations.models import KeptAnswer
from aboveboard.declarations.selectors.asking import get_own_kept_answer, list_people_to_share_with
from aboveboard.declarations.services.documents import facts_as_json
from aboveboard.declarations.services.kinds import ANSWER_KEPT
from aboveboard.ledger.filing import Filed, Part, filing
from aboveboard.notices.services.outbox import send_notice
from aboveboard.notices.targets import ToPerson
from aboveboard.rules.actor import Actor
from aboveboard.rules.errors import NotFound, WrongState
from aboveboard.rules.relationships import Facts, Verdict


def keep_answer(*, actor: Actor, now: datetime, facts: Facts, verdict: Verdict, shown: str) -> Filed:
    """File that the actor asked and was told. Theirs alone until they share it. Source: guidance S4.28.

    `shown` is the answer as it stood on the page.
    """
    record = {
        "asked_by": actor.reference,
        "at": now.isoformat(),
        "facts": facts_as_json(facts),
        "verdict": verdict.as_json(),
    }
    with filing(actor=actor, now=now) as current:
        filed = current.file(
            kind=ANSWER_KEPT,
            subject=actor.reference,
            parts=[
                Part("record.json", "application/json", json.dumps(record, ensure_ascii=False).encode()),
                Part("answer.txt", "text/plain; charset=utf-8", shown.encode()),
            ],
        )
        KeptAnswer.objects.create(
            person_id=actor.person_id,
            facts=record["facts"],
            verdict=record["verdict"],
            shown=shown,
            kept_at=now,
            reference=filed.reference,
        )
    return filed


def share_kept_answer(*, actor: Actor, now: datetime, reference: str, person_id: int) -> None:
    """Let one person read it. Raises NotFound unless it is the actor's and the person is one they may choose."""
    kept = get_own_kept_answer(actor, reference)
    if person_id not in {person.person_id for person in list_people_to_share_with(actor=actor, now=now)}:
        raise NotFound
    with transaction.atomic():
        shared = KeptAnswer.objects.filter(pk=kept.pk, shared_at__isnull=True).update(
            shared_with_id=person_id, shared_at=now
        )
        if not shared:
            raise WrongState("You have shared this answer already.")
        send_notice(
            actor=actor,
            now=now,
            to=ToPerson(person_id),
            kind="answer_shared",
            key=kept.reference,
            subject="A member of staff has shared an answer with you",
            body="They asked what they may do on social media, and want you to see what they were told.",
            link=f"/ask/kept/{kept.reference}/",
            about=kept.reference,
        )
