"""What this room filed, as the ledger's record sources: that records are kept longer, and that they are no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from aboveboard.journeys.models import Hold


class SetHolds:
    """Holds as they were set."""

    kind = "hold.set"

    def iterate(self) -> Iterator[str]:
        return Hold.objects.order_by().values_list("reference", flat=True).iterator()

    def for_person(self, subject: str) -> Iterator[str]:
        mine = Hold.objects.filter(about=subject).order_by()
        return mine.values_list("reference", flat=True).iterator()

    def depending_on(self, reference: str) -> Iterator[str]:
        """That it was lifted."""
        lifted = Hold.objects.filter(reference=reference).exclude(lifted_reference="").order_by()
        return lifted.values_list("lifted_reference", flat=True).iterator()

    def erase(self, reference: str, *, now: datetime) -> None:
        Hold.objects.filter(reference=reference).delete()


class LiftedHolds:
    """That holds were lifted."""

    kind = "hold.lifted"

    def iterate(self) -> Iterator[str]:
        lifted = Hold.objects.exclude(lifted_reference="").order_by()
        return lifted.values_list("lifted_reference", flat=True).iterator()

    def for_person(self, subject: str) -> Iterator[str]:
        mine = Hold.objects.filter(about=subject).exclude(lifted_reference="").order_by()
        return mine.values_list("lifted_reference", flat=True).iterator()

    def erase(self, reference: str, *, now: datetime) -> None:
        """It says no more than who lifted it, which goes with the hold itself."""
