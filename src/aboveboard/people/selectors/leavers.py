"""Who has left the trust, and when: what retention counts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q

from aboveboard.people.models import Engagement, Person


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who has worked for the trust and does not any more. `last_on` was their last day."""

    person_id: int
    reference: str
    last_on: date


def list_left_before(day: date, *, reference: str | None = None) -> tuple[Leaver, ...]:
    """Everybody whose last day with the trust was before `day`, or the one of them with this reference. One query.

    Whoever works here still, or is to come back, has not left. Checks nothing of who asks: the rooms that call it do.
    """
    still = Engagement.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), person=OuterRef("pk"))
    left = Person.objects.filter(~Exists(still), engagements__isnull=False)
    if reference is not None:
        left = left.filter(reference=reference)
    rows = left.annotate(last_on=Max("engagements__until_on")).order_by("pk")
    return tuple(Leaver(*row) for row in rows.values_list("pk", "reference", "last_on"))
