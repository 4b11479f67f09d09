"""What somebody has been told on screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from aboveboard.notices.models import Delivery, MailState, NoticeState
from aboveboard.rules.actor import Actor, Requester
from aboveboard.rules.errors import NotFound
from aboveboard.web.lists import Asked, Filter, ListDesign, Listing, Sort, page_of


@dataclass(frozen=True, slots=True)
class MyNotice:
    """One notice as its reader sees it. `link` is a path, or empty."""

    id: int
    kind: str
    subject: str
    body: str
    link: str
    told_at: datetime
    read_at: datetime | None
    emailed: bool


def visible_to(actor: Requester) -> QuerySet[Delivery]:
    """The actor's own deliveries, but for those taken back."""
    if not isinstance(actor, Actor):
        return Delivery.objects.none()
    return Delivery.objects.filter(person_id=actor.person_id).exclude(notice__state=NoticeState.WITHDRAWN)


def as_page(delivery: Delivery) -> MyNotice:
    """`delivery`, fetched with its notice, as its reader sees it."""
    return MyNotice(
        id=delivery.pk,
        kind=delivery.kind,
        subject=delivery.notice.subject,
        body=delivery.notice.body,
        link=delivery.notice.link,
        told_at=delivery.made_at,
        read_at=delivery.read_at,
        emailed=delivery.mail == MailState.SENT,
    )


def list_my_notices(actor: Requester, *, unread_only: bool = False) -> list[MyNotice]:
    """What the actor has been told, the latest first."""
    rows = visible_to(actor).select_related("notice")
    if unread_only:
        rows = rows.filter(read_at__isnull=True)
    return [as_page(delivery) for delivery in rows]


DESIGN = ListDesign(
    sorts=(Sort("told", "made_at", first="newest"), Sort("notice", "notice__subject")),
    filters=(
        Filter("read", "Read", (("no", "Not read"), ("yes", "Read"))),
        Filter("q", "Words in the notice"),
    ),
)


def get_my_notice_listing(actor: Requester, *, asked: Asked) -> Listing[MyNotice]:
    """One page of what the actor has been told, filtered and sorted as asked."""
    rows = visible_to(actor).select_related("notice")
    if read := asked.get("read"):
        rows = rows.filter(read_at__isnull=read == "no")
    if words := asked.get("q"):
        rows = rows.filter(Q(notice__subject__icontains=words) | Q(notice__body__icontains=words))
    return page_of(rows, asked, as_page)


def count_unread(actor: Requester) -> int:
    """How many notices the actor has not read."""
    return visible_to(actor).filter(read_at__isnull=True).count()


def get_my_notice(actor: Requester, delivery_id: int) -> MyNotice:
    """One notice of the actor's. Raises NotFound."""
    delivery = visible_to(actor).filter(pk=delivery_id).select_related("notice").first()
    if delivery is None:
        raise NotFound
    return as_page(delivery)
