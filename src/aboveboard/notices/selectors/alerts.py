"""Who may see an alert: those told of it so far, and, of how it stands alone, whoever raised it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from aboveboard.notices.models import Alert
from aboveboard.rules.actor import Actor, Requester
from aboveboard.rules.alerts import AlertState
from aboveboard.rules.errors import NotFound


def visible_to(actor: Requester) -> QuerySet[Alert]:
    """The alerts of which the actor has been told, and which have not turned out to concern them."""
    if not isinstance(actor, Actor):
        return Alert.objects.none()
    return Alert.objects.filter(told__person_id=actor.person_id, told__kept_from_at__isnull=True)


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that waits for somebody, as the banner and the lists show it."""

    reference: str
    subject: str
    raised_at: datetime
    deadline_at: datetime
    exhausted: bool


@dataclass(frozen=True, slots=True)
class ToldPerson:
    """Somebody in the line who has been told, and when."""

    name: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class AlertPage:
    """An alert as those told of it read it. `deadline_at` is None once somebody has it."""

    reference: str
    kind: str
    subject: str
    happened: str
    link: str
    state: AlertState
    raised_at: datetime
    deadline_at: datetime | None
    told: tuple[ToldPerson, ...]
    acknowledged_by: str
    acknowledged_by_me: bool
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class AlertStatus:
    """How an alert stands, for whoever raised it. `told` is empty while nobody has been."""

    reference: str
    state: AlertState
    raised_at: datetime
    told: tuple[ToldPerson, ...]
    acknowledged_by: str
    acknowledged_at: datetime | None


def list_open_alerts(actor: Requester) -> list[OpenAlert]:
    """What the actor has been told of and nobody has taken on, the most pressing first."""
    rows = visible_to(actor).exclude(state=AlertState.ACKNOWLEDGED).order_by("deadline_at", "pk")
    return [
        OpenAlert(
            alert.reference,
            alert.subject,
            alert.raised_at,
            alert.deadline_at,
            alert.state == AlertState.EXHAUSTED,
        )
        for alert in rows
        if alert.deadline_at is not None
    ]


def get_alert_for(actor: Requester, reference: str) -> AlertPage:
    """One alert in full. Raises NotFound unless the actor has been told of it."""
    alert = _one(visible_to(actor), reference)
    return AlertPage(
        reference=alert.reference,
        kind=alert.kind,
        subject=alert.subject,
        happened=alert.happened,
        link=alert.link,
        state=AlertState(alert.state),
        raised_at=alert.raised_at,
        deadline_at=alert.deadline_at,
        told=_told(alert),
        acknowledged_by=_name(alert),
        acknowledged_by_me=isinstance(actor, Actor) and alert.acknowledged_by_id == actor.person_id,
        acknowledged_at=alert.acknowledged_at,
    )


def get_alert_status(actor: Requester, reference: str) -> AlertStatus:
    """How one alert stands. Raises NotFound unless the actor raised it or has been told of it."""
    known = Q(raised_by=actor.reference) if isinstance(actor, Actor) else Q(pk__in=[])
    alert = _one(Alert.objects.filter(known | Q(pk__in=visible_to(actor).values("pk"))), reference)
    return AlertStatus(
        reference=alert.reference,
        state=AlertState(alert.state),
        raised_at=alert.raised_at,
        told=_told(alert),
        acknowledged_by=_name(alert),
        acknowledged_at=alert.acknowledged_at,
    )


def _one(alerts: QuerySet[Alert], reference: str) -> Alert:
    alert = alerts.filter(reference=reference).select_related("acknowledged_by").first()
    if alert is None:
        raise NotFound
    return alert


def _name(alert: Alert) -> str:
    return str(alert.acknowledged_by) if alert.acknowledged_by else ""


def _told(alert: Alert) -> tuple[ToldPerson, ...]:
    return tuple(ToldPerson(str(told.person), told.told_at) for told in alert.told.select_related("person"))
