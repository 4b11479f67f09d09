"""Records that the law wants kept longer than their time are held, with a reason, until somebody lifts it."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import IntegrityError

from aboveboard.declarations.selectors.named import is_a_request
from aboveboard.journeys.models import DueRecord, DueState, Hold
from aboveboard.journeys.selectors.due_records import holds_visible_to, kept_from
from aboveboard.ledger import kinds
from aboveboard.ledger.filing import Filed, Filing, Part, filing
from aboveboard.people.selectors.staff import get_staff_member
from aboveboard.rules.access import Refused
from aboveboard.rules.actor import Actor
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.erasing import may_ask_to_erase
from aboveboard.rules.errors import NotAllowed, NotFound, StaleState, WrongState, require

SET = kinds.register("hold.set", "Records are kept longer than their time, because the law wants them kept")
LIFTED = kinds.register("hold.lifted", "Records are no longer kept longer than their time")

GIVE_A_REASON = Refused("reason", "Say why these records must be kept longer. It is kept with them.")


def get_title_of(*, actor: Actor, about: str, now: datetime) -> str:
    """What to call the records that `about` leads to, for whoever may hold them. Raises NotFound."""
    return _find(actor, about, now)[1]


def set_hold(*, actor: Actor, about: str, reason: str, now: datetime) -> Filed:
    """Keep everything about a person, or a request, until somebody lifts it. What was asked to be erased no longer is.

    Raises NotFound, NotAllowed, or WrongState when it is held already.
    """
    require(may_ask_to_erase(actor))
    person_id, _ = _find(actor, about, now)
    if not reason.strip():
        raise NotAllowed(GIVE_A_REASON)
    try:
        with filing(actor=actor, now=now) as current:
            filed = _file(current, SET, about, {"reason": reason.strip()})
            Hold.objects.create(
                about=about,
                person_id=person_id,
                reason=reason.strip(),
                set_by_id=actor.person_id,
                set_at=now,
                reference=filed.reference,
            )
            DueRecord.objects.filter(about=about).exclude(state=DueState.ERASED).delete()
    except IntegrityError:
        raise WrongState("These records are kept longer already.") from None
    return filed


def lift_hold(*, actor: Actor, reference: str, now: datetime) -> Filed:
    """From now on the ordinary time counts again. Raises NotFound, NotAllowed or StaleState."""
    require(may_ask_to_erase(actor))
    with filing(actor=actor, now=now) as current:
        hold = holds_visible_to(actor).filter(reference=reference).first()
        if hold is None:
            raise NotFound
        filed = _file(current, LIFTED, hold.about, {"hold": reference})
        lifted = Hold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(
            lifted_at=now, lifted_by_id=actor.person_id, lifted_reference=filed.reference
        )
        if not lifted:
            raise StaleState("Somebody has lifted this already.")
    return filed


def _find(actor: Actor, about: str, now: datetime) -> tuple[int | None, str]:
    """Whose they are (None for a request) and what they are called."""
    if not may_ask_to_erase(actor):
        raise NotFound
    if is_a_request(about):
        return None, f"Request {about}"
    member = get_staff_member(about, on=uk_date(now))
    if member.person_id in kept_from(actor):
        raise NotFound
    return member.person_id, member.name


def _file(current: Filing, kind: str, about: str, more: dict[str, str]) -> Filed:
    content = {"about": about, "by": current.actor.reference, "at": current.now.isoformat(), **more}
    part = Part("record.json", "application/json", json.dumps(content, ensure_ascii=False).encode())
    return current.file(kind=kind, subject=about, parts=[part])
