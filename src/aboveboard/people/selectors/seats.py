"""Who sits in which chair today, and who works under whom: what `rules.routing` needs to know."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q

from aboveboard.people.models import Absence, Person, RoleHolding
from aboveboard.people.selectors.actors import in_force_on
from aboveboard.rules.actor import Role
from aboveboard.rules.routing import Seat


def list_seats(*, school_id: int | None, on: date) -> tuple[Seat, ...]:
    """The chairs of one school and of the trust on `on`, holders and deputies; without a school, the trust's alone."""
    away = Absence.objects.filter(person=OuterRef("person"), from_on__lte=on, until_on__gte=on)
    here = Q(school_id=None) if school_id is None else Q(school_id=None) | Q(school_id=school_id)
    rows = (
        RoleHolding.objects.filter(here, in_force_on(on))
        .annotate(away=Exists(away))
        .values_list("role", "school_id", "person_id", "deputy", "away")
    )
    return tuple(
        Seat(Role(role), school, person, deputy, is_away) for role, school, person, deputy, is_away in rows
    )


def list_subordinate_ids(person_id: int) -> frozenset[int]:
    """Everyone who works under a person, directly or not. A loop in the line ends where it began."""
    found: set[int] = set()
    layer = {person_id}
    while layer:
        reports = Person.objects.filter(line_manager_id__in=layer).values_list("pk", flat=True)
        layer = set(reports) - found - {person_id}
        found |= layer
    return frozenset(found)


def get_line_manager_id(person_id: int) -> int | None:
    """The line manager's id, or None when nobody is named."""
    return Person.objects.filter(pk=person_id).values_list("line_manager_id", flat=True).first()
