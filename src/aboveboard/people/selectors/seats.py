"""Who sits in which chair today, and who works under whom: what `rules.routing` needs to know."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q

from aboveboard.people.models import Absence, Engagement, Person, RoleHolding
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


def list_superiors_of(person_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Everyone under whom each of these people works, directly or not; one query for each step of the longest line."""
    managers: dict[int, int | None] = {}
    layer = set(person_ids)
    while layer:
        rows = dict(Person.objects.filter(pk__in=layer).values_list("pk", "line_manager_id"))
        managers |= rows
        layer = {manager for manager in rows.values() if manager is not None} - managers.keys()
    found: dict[int, frozenset[int]] = {}
    for person_id in person_ids:
        line: list[int] = []
        above = managers.get(person_id)
        while above is not None and above not in line and above != person_id:
            line.append(above)
            above = managers.get(above)
        found[person_id] = frozenset(line)
    return found


def is_subordinate(person_id: int, *, of_id: int) -> bool:
    """True when `person_id` works under `of_id`, directly or not. Nobody works under themselves."""
    return person_id in list_subordinate_ids(of_id)


def get_line_manager_id(person_id: int, *, on: date) -> int | None:
    """The nearest manager up the line who works for the trust on `on` and is not away; None when there is nobody.

    One query a level; a loop in the line ends the search.
    """
    away = Absence.objects.filter(person=OuterRef("line_manager"), from_on__lte=on, until_on__gte=on)
    working = Engagement.objects.filter(in_force_on(on), person=OuterRef("line_manager"))
    seen = {person_id}
    below = person_id
    while True:
        row = (
            Person.objects.filter(pk=below, line_manager__isnull=False)
            .annotate(ready=Exists(working) & ~Exists(away))
            .values_list("line_manager_id", "ready")
            .first()
        )
        if row is None or row[0] in seen:
            return None
        below, ready = row
        if ready:
            return below
        seen.add(below)
