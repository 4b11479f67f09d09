"""Somebody turns out to be the person named, or in conflict: from then on nothing more of it reaches them."""

from __future__ import annotations

from datetime import datetime

from aboveboard.declarations.models import Declaration, DeclarationBar
from aboveboard.declarations.services.questions import keep_questions_from
from aboveboard.ledger.filing import Filing
from aboveboard.notices.services.alerts import keep_alerts_from
from aboveboard.notices.services.outbox import withdraw_notices
from aboveboard.notices.targets import ToPerson
from aboveboard.personnel.services.entries import add_file_mention
from aboveboard.rules.actor import Actor, AnyActor


def keep_from(
    declaration: Declaration, person_id: int, *, actor: AnyActor, now: datetime, filing: Filing
) -> None:
    """Hide from `person_id` what is on the author's file of it, and stop what is on its way to them.

    The declaration itself is hidden by its match or its bar. Runs inside the caller's transaction. Safe to repeat.
    """
    for reference in declaration.events.values_list("reference", flat=True):
        add_file_mention(filing=filing, reference=reference, person_id=person_id)
    withdraw_notices(actor=actor, now=now, about=declaration.reference, to=ToPerson(person_id))
    keep_alerts_from(person_id=person_id, about=declaration.reference, actor=actor, now=now, filing=filing)
    keep_questions_from(person_id, declaration_id=declaration.pk, actor=actor, now=now)


def list_kept_from_ids(actor: Actor, reference: str) -> frozenset[int]:
    """Those from whom the office or they themselves kept one of the actor's declarations, so also what replaces it.

    Those whom its author left out are not among them: the author may think again.
    """
    mine = Declaration.objects.filter(person_id=actor.person_id, reference=reference)
    barred = DeclarationBar.objects.filter(declaration__in=mine, by_author=False)
    named = mine.filter(matched_person__isnull=False).values_list("matched_person_id", flat=True)
    return frozenset(barred.values_list("person_id", flat=True)) | {each for each in named if each}
