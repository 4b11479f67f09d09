"""What the ledger asks of alerts: that every one filed is there, and every entry has its alert."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from aboveboard.notices.models import Alert
from aboveboard.notices.services.alerts import ACKNOWLEDGED, RAISED


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
    """The ledger's `RecordSource` for who took which alert on."""

    kind = ACKNOWLEDGED

    def iterate(self) -> Iterator[str]:
        taken = Alert.objects.exclude(acknowledged_reference="")
        return taken.values_list("acknowledged_reference", flat=True).iterator()

    def for_person(self, subject: str) -> Iterator[str]:
        taken = Alert.objects.filter(acknowledged_by__reference=subject)
        return taken.values_list("acknowledged_reference", flat=True).iterator()

    def erase(self, reference: str, *, now: datetime) -> None:
        Alert.objects.filter(acknowledged_reference=reference).update(acknowledged_by=None)
