"""Who somebody is today: the actor that every service and selector takes."""

from __future__ import annotations

from datetime import date

from django.db.models import CharField, Q, Value

from aboveboard.people.models import Engagement, Person, RoleHolding
from aboveboard.rules.actor import Actor, Holding, Role


def in_force_on(on: date, prefix: str = "") -> Q:
    """The filter for periods with `from_on` and `until_on` that cover `on`; the last day counts.

    `prefix` is the way to the period, for example `engagements__`.
    """
    begun = Q(**{f"{prefix}from_on__isnull": True}) | Q(**{f"{prefix}from_on__lte": on})
    not_over = Q(**{f"{prefix}until_on__isnull": True}) | Q(**{f"{prefix}until_on__gte": on})
    return begun & not_over


def get_actor(person: Person, *, on: date) -> Actor:
    """`person` with every role in force on `on`: those granted, and staff member for each current engagement.

    One query.
    """
    engaged = (
        Engagement.objects.filter(in_force_on(on), person_id=person.pk)
        .order_by()
        .values_list(Value(Role.STAFF_MEMBER.value, CharField()), "school_id")
    )
    granted = (
        RoleHolding.objects.filter(in_force_on(on), person_id=person.pk)
        .order_by()
        .values_list("role", "school_id")
    )
    return Actor(
        person_id=person.pk,
        reference=person.reference,
        name=str(person),
        holdings=frozenset(Holding(Role(role), school_id) for role, school_id in granted.union(engaged)),
    )


def get_actor_by_id(person_id: int, *, on: date) -> Actor:
    """The actor of a person known by id, for jobs that act for somebody. Raises Person.DoesNotExist."""
    return get_actor(Person.objects.get(pk=person_id), on=on)
