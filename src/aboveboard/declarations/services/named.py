"""Somebody who may be named in a record asks, corrects or complains; the data protection officer answers.

Whoever asks learns nothing here of whether any record names them: that is the officer's answer to give.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from aboveboard.declarations.models import NamedPersonRequest, NamedPersonRequestState, RequestKind
from aboveboard.declarations.selectors.named import list_recipient_ids, requests_visible_to
from aboveboard.declarations.services import kinds
from aboveboard.ledger.filing import Filed, Filing, Part, filing
from aboveboard.notices.services.outbox import send_notice
from aboveboard.notices.targets import ToPerson
from aboveboard.rules.actor import Actor, Requester, SystemActor
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotFound, StaleState, WrongState

__all__ = [
    "RequestKind",
    "acknowledge_named_request",
    "answer_named_request",
    "submit_named_request",
]

ACKNOWLEDGED_WITHIN = timedelta(days=30)

PUBLIC_PAGE = SystemActor("public-page")
"""Who tells of it: whoever sent it may have no account."""


def submit_named_request(
    *, actor: Requester, kind: RequestKind, name: str, email: str, text: str, now: datetime
) -> Filed:
    """Take in a request from the public page; whoever answers such requests is told. Source: guidance S8.6."""
    on = uk_date(now)
    record = {"kind": kind, "name": name, "email": email, "text": text, "at": now.isoformat()}
    with filing(actor=actor, now=now) as current:
        filed = _file(current, kinds.NAMED_REQUESTED, record)
        NamedPersonRequest.objects.create(
            kind=kind,
            name=name,
            email=email,
            text=text,
            received_at=now,
            acknowledge_by_on=on + ACKNOWLEDGED_WITHIN,
            answer_by_on=_a_month_after(on),
            reference=filed.reference,
        )
        send_notice(
            actor=PUBLIC_PAGE,
            now=now,
            to=[ToPerson(person_id) for person_id in sorted(list_recipient_ids(on=on))],
            kind="named_request",
            key=filed.reference,
            subject="Somebody asks about a record",
            body="It came from the public page. Please acknowledge it within 30 days.",
            link=f"/named/requests/{filed.reference}/",
            about=filed.reference,
        )
    return filed


def acknowledge_named_request(*, actor: Actor, reference: str, version: int, now: datetime) -> Filed:
    """Record that the person has been told that their request came. Raises NotFound, WrongState or StaleState."""
    request = _get(actor, reference)
    if request.state != NamedPersonRequestState.RECEIVED:
        raise WrongState("This has been acknowledged already.")
    record = {"request": reference, "by": actor.reference, "at": now.isoformat()}
    with filing(actor=actor, now=now) as current:
        filed = _file(current, kinds.NAMED_ACKNOWLEDGED, record)
        _move(
            request,
            version,
            state=NamedPersonRequestState.ACKNOWLEDGED,
            acknowledged_at=now,
            acknowledged_reference=filed.reference,
        )
    return filed


def answer_named_request(*, actor: Actor, reference: str, version: int, answer: str, now: datetime) -> Filed:
    """Record what was answered; an answer acknowledges too. Raises NotFound, WrongState or StaleState."""
    request = _get(actor, reference)
    if request.state == NamedPersonRequestState.ANSWERED:
        raise WrongState("This has been answered already.")
    record = {"request": reference, "answer": answer, "by": actor.reference, "at": now.isoformat()}
    with filing(actor=actor, now=now) as current:
        filed = _file(current, kinds.NAMED_ANSWERED, record)
        _move(
            request,
            version,
            state=NamedPersonRequestState.ANSWERED,
            acknowledged_at=request.acknowledged_at or now,
            answered_at=now,
            answer=answer,
            answer_reference=filed.reference,
        )
    return filed


def _get(actor: Actor, reference: str) -> NamedPersonRequest:
    request = requests_visible_to(actor).filter(reference=reference).first()
    if request is None:
        raise NotFound
    return request


def _move(request: NamedPersonRequest, version: int, **changes: object) -> None:
    moved = NamedPersonRequest.objects.filter(pk=request.pk, version=version, state=request.state).update(
        version=version + 1, **changes
    )
    if not moved:
        raise StaleState("Somebody has worked on this request meanwhile.")


def _file(current: Filing, kind: str, record: Mapping[str, object]) -> Filed:
    content = json.dumps(record, ensure_ascii=False).encode()
    return current.file(kind=kind, parts=[Part("record.json", "application/json", content)])


def _a_month_after(day: date) -> date:
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
