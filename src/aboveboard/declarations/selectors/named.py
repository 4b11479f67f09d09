"""Requests by people who may be named in a record: for those who answer them, and for nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from aboveboard.declarations.models import NamedPersonRequest, NamedPersonRequestState, RequestKind
from aboveboard.people.selectors.seats import list_seats
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.errors import NotFound
from aboveboard.rules.routing import LINES, Bars, Matter, route
from aboveboard.web.lists import Asked, Listing, page_of

ANSWERERS: tuple[Role, ...] = tuple(
    step.role for step in LINES[Matter.REQUEST_BY_SOMEONE_NAMED] if step.role is not None
)
"""The roles of the line: the data protection officer, and those above while the chair is empty."""


@dataclass(frozen=True, slots=True)
class NamedRequestRow:
    """One request, as those who answer it see it. `late`: neither acknowledged nor answered in time."""

    reference: str
    version: int
    kind: RequestKind
    state: NamedPersonRequestState
    name: str
    email: str
    text: str
    received_at: datetime
    acknowledge_by_on: date
    acknowledged_at: datetime | None
    answer_by_on: date
    answered_at: datetime | None
    answer: str


def list_recipient_ids(*, on: date) -> frozenset[int]:
    """Who is told of a request on `on`: the data protection officer, or the next in line."""
    found = route(
        Matter.REQUEST_BY_SOMEONE_NAMED, school_id=None, seats=list_seats(school_id=None, on=on), bars=Bars()
    )
    return frozenset(found.person_ids)


def requests_visible_to(actor: Actor) -> QuerySet[NamedPersonRequest]:
    """All of them for whoever holds a role of the line for the whole trust."""
    if actor.holds(*ANSWERERS):
        return NamedPersonRequest.objects.all()
    return NamedPersonRequest.objects.none()


def list_named_requests(actor: Actor, asked: Asked) -> Listing[NamedRequestRow]:
    """The requests, those that must be acknowledged soonest first."""
    requests = requests_visible_to(actor)
    if state := asked.get("state"):
        requests = requests.filter(state=state)
    if words := asked.get("q"):
        requests = requests.filter(name__icontains=words)
    return page_of(requests, asked, _row)


def count_open_requests(actor: Actor) -> int:
    """How many of them wait for an answer. No query for whoever answers none."""
    return requests_visible_to(actor).exclude(state=NamedPersonRequestState.ANSWERED).count()


def get_named_request(actor: Actor, reference: str) -> NamedRequestRow:
    """One request. Raises NotFound."""
    found = requests_visible_to(actor).filter(reference=reference).first()
    if found is None:
        raise NotFound
    return _row(found)


@dataclass(frozen=True, slots=True)
class AnsweredRequest:
    """A request that was answered, and when. `steps` counts what was filed of it."""

    reference: str
    answered_at: datetime
    steps: int


def list_requests_answered_before(
    moment: datetime, *, reference: str | None = None
) -> tuple[AnsweredRequest, ...]:
    """What was answered before `moment`, or the one of this reference, for retention. Says nothing of who asked."""
    answered = NamedPersonRequest.objects.filter(answered_at__lt=moment)
    if reference is not None:
        answered = answered.filter(reference=reference)
    return tuple(
        AnsweredRequest(request.reference, request.answered_at, 3 if request.acknowledged_reference else 2)
        for request in answered.order_by("pk")
        if request.answered_at is not None
    )


def is_a_request(reference: str) -> bool:
    """Whether a request came in under this reference."""
    return NamedPersonRequest.objects.filter(reference=reference).exists()


def _row(request: NamedPersonRequest) -> NamedRequestRow:
    return NamedRequestRow(
        reference=request.reference,
        version=request.version,
        kind=RequestKind(request.kind),
        state=NamedPersonRequestState(request.state),
        name=request.name,
        email=request.email,
        text=request.text,
        received_at=request.received_at,
        acknowledge_by_on=request.acknowledge_by_on,
        acknowledged_at=request.acknowledged_at,
        answer_by_on=request.answer_by_on,
        answered_at=request.answered_at,
        answer=request.answer,
    )
