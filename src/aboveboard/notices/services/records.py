"""What the ledger asks of alerts: that every one filed is there, and every entry has its alert."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from aboveboard.notices.models import Alert, AlertTold, Notice
from aboveboard.notices.services.alerts import ACKNOWLEDGED, RAISED, TAKEN_AWAY


class RaisedAlerts:
    """The ledger's `RecordSource` for alerts as they were raised."""

    kind = RAISED

    def iterate(self) -> Iterator[str]:
        return Alert.objects.values_list("reference", flat=True).iterator()

    def for_person(self, subject: str) -> Iterator[str]:
        return Alert.objects.filter(raised_by=subject).values_list("reference", flat=True).iterator()

    def erase(self, reference: str, *, now: datetime) -> None:
        Alert.objects.filter(reference=reference).update(happened="", subject="", raised_by="")


class AcknowledgedAlerts:
    """The ledger's `RecordSource` for who took which alert on, those from whom it was taken away again too."""

    kind = ACKNOWLEDGED

    def iterate(self) -> Iterator[str]:
        yield from _all(Alert.objects.all(), "acknowledged_reference")
        yield from _all(AlertTold.objects.all(), "had_reference")

    def for_person(self, subject: str) -> Iterator[str]:
        yield from _all(Alert.objects.filter(acknowledged_by__reference=subject), "acknowledged_reference")
        yield from _all(AlertTold.objects.filter(person__reference=subject), "had_reference")

    def erase(self, reference: str, *, now: datetime) -> None:
        Alert.objects.filter(acknowledged_reference=reference).update(acknowledged_by=None)
        AlertTold.objects.filter(had_reference=reference).update(had_reference="")


class AlertsTakenAway:
    """The ledger's `RecordSource` for alerts that turned out to concern whoever had taken them on."""

    kind = TAKEN_AWAY

    def iterate(self) -> Iterator[str]:
        return _all(AlertTold.objects.all(), "taken_away_reference")

    def for_person(self, subject: str) -> Iterator[str]:
        return _all(AlertTold.objects.filter(person__reference=subject), "taken_away_reference")

    def erase(self, reference: str, *, now: datetime) -> None:
        AlertTold.objects.filter(taken_away_reference=reference).update(taken_away_reference="")


def _all(rows: QuerySet[Any], field: str) -> Iterator[str]:
    return rows.exclude(**{field: ""}).values_list(field, flat=True).iterator()


class NoticesAbout:
    """What was said about records of other rooms."""

    def forget(self, references: Sequence[str]) -> None:
        """Delete it, whoever has read it: the records are erased."""
        Notice.objects.filter(about__in=references).delete()
