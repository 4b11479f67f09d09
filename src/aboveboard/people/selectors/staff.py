"""Members of staff as other rooms need them: by name, by school, by role, and who stands above whom.

None of these checks who asks: the rooms that call them do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from aboveboard.people.models import Engagement, Person, RoleHolding
from aboveboard.people.selectors.actors import in_force_on
from aboveboard.people.selectors.seats import list_subordinate_ids
from aboveboard.rules.actor import Role, Scope
from aboveboard.rules.errors import NotFound

Ids = QuerySet[Any, Any]
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works, or has worked, for the trust, as they stand on one day.

    `schools` are (id, name) of where they work that day; `central` is true when they work for the trust's central
    team; `roles` are those held anywhere; `below_ids` is everyone under them, directly or not.
    """

    person_id: int
    reference: str
    name: str
    schools: tuple[tuple[int, str], ...]
    central: bool
    roles: frozenset[Role]
    below_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class StaffFound:
    """One line of a search: who it is and what tells them from somebody of the same name."""

    reference: str
    name: str
    works_as: str


def get_staff_member(reference: str, *, on: date) -> StaffMember:
    """The member of staff, past or present, with this opaque reference. Raises NotFound."""
    person = Person.objects.filter(reference=reference, engagements__isnull=False).distinct().first()
    if person is None:
        raise NotFound
    engaged = person.engagements.filter(in_force_on(on)).select_related("school")
    schools = {each.school.pk: each.school.name for each in engaged if each.school}
    roles = person.role_holdings.filter(in_force_on(on)).values_list("role", flat=True)
    return StaffMember(
        person_id=person.pk,
        reference=person.reference,
        name=str(person),
        schools=tuple(sorted(schools.items(), key=lambda school: school[1])),
        central=any(each.school_id is None for each in engaged),
        roles=frozenset(Role(role) for role in roles),
        below_ids=list_subordinate_ids(person.pk),
    )


def get_names(person_ids: Iterable[int]) -> dict[int, str]:
    """The name of each person, by id. One query."""
    return {person.pk: str(person) for person in Person.objects.filter(pk__in=list(person_ids))}


def find_staff(words: str, *, among: Q, on: date) -> tuple[StaffFound, ...]:
    """Staff, past or present, in whose name every one of `words` occurs, at most MOST_FOUND, by family name.

    `among` is a filter on Person. No words find nobody: there is no list of all staff to page through.
    """
    if not words.split():
        return ()
    named = Q()
    for word in words.split():
        named &= Q(given_name__icontains=word) | Q(family_name__icontains=word)
    staff = Person.objects.filter(among, named, pk__in=Engagement.objects.values("person_id"))
    found = list(staff.order_by("family_name", "given_name", "pk")[:MOST_FOUND])
    jobs: dict[int, list[str]] = {}
    engagements = Engagement.objects.filter(in_force_on(on), person__in=found).select_related("school")
    for each in engagements.order_by("pk"):
        where = each.school.name if each.school else "the trust"
        jobs.setdefault(each.person_id, []).append(f"{each.job_title or each.category}, {where}")
    return tuple(
        StaffFound(person.reference, str(person), "; ".join(jobs.get(person.pk, ["No longer works here"])))
        for person in found
    )


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works at a school on one day; `works_as` is their job there."""

    person_id: int
    name: str
    works_as: str


def list_staff_at(school_id: int, *, on: date) -> tuple[Colleague, ...]:
    """Everybody who works at a school on `on`, once each, by family name. One query."""
    engaged = (
        Engagement.objects.filter(in_force_on(on), school_id=school_id)
        .select_related("person")
        .order_by("person__family_name", "person__given_name", "person_id", "pk")
    )
    first: dict[int, Colleague] = {}
    for each in engaged:
        works_as = each.job_title or each.category.replace("_", " ")
        first.setdefault(each.person_id, Colleague(each.person_id, str(each.person), works_as))
    return tuple(first.values())


def engaged_ids(at: Scope, *, on: date) -> Ids:
    """Ids of the people who work on `on` at one of these schools; for the whole trust, of all who work at a school."""
    engaged = Engagement.objects.filter(in_force_on(on), school__isnull=False)
    if isinstance(at, frozenset):
        engaged = engaged.filter(school_id__in=at)
    return engaged.values("person_id")


def central_team_ids(*, on: date) -> Ids:
    """Ids of the people who work on `on` for the trust's central team."""
    return Engagement.objects.filter(in_force_on(on), school__isnull=True).values("person_id")


def holder_ids(role: Role, *, on: date) -> Ids:
    """Ids of the people who hold `role` on `on`, at any scope."""
    return RoleHolding.objects.filter(in_force_on(on), role=role.value).values("person_id")


def list_superior_ids(person_id: int) -> frozenset[int]:
    """Everyone under whom a person works, directly or not. A loop in the line ends where it began."""
    found: set[int] = set()
    above = person_id
    while True:
        manager = Person.objects.filter(pk=above).values_list("line_manager_id", flat=True).first()
        if manager is None or manager in found or manager == person_id:
            return frozenset(found)
        found.add(manager)
        above = manager


def list_staff_ids_at(school_ids: Collection[int], *, on: date) -> dict[int, frozenset[int]]:
    """Who works on `on` at each of these schools. One query."""
    found: dict[int, set[int]] = {school_id: set() for school_id in school_ids}
    engaged = Engagement.objects.filter(in_force_on(on), school_id__in=found).order_by()
    for school_id, person_id in engaged.values_list("school_id", "person_id"):
        if school_id is not None:
            found[school_id].add(person_id)
    return {school_id: frozenset(ids) for school_id, ids in found.items()}
