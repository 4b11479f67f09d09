"""Who somebody is today: the actor that every service and selector takes."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import CharField, Q, Value

from aboveboard.people.models import Engagement, Person, RoleHolding, Trust
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

    One query; one more for somebody who holds nothing, to tell a leaver from a person who never worked here.
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
    held = frozenset(Holding(Role(role), school_id) for role, school_id in granted.union(engaged))
    return Actor(
        person_id=person.pk,
        reference=person.reference,
        name=str(person),
        holdings=held,
        has_left=not held and get_left_on(person.pk, on=on) is not None,
    )


def get_left_on(person_id: int, *, on: date) -> date | None:
    """The last day of somebody who worked here or held a role, if all of that is over on `on`; else None. One query."""
    jobs = Engagement.objects.filter(person_id=person_id).order_by().values_list("until_on")
    roles = RoleHolding.objects.filter(person_id=person_id).order_by().values_list("until_on")
    ends = [until_on for (until_on,) in jobs.union(roles)]
    over = [until_on for until_on in ends if until_on is not None and until_on < on]
    return max(over) if over and len(over) == len(ends) else None


def may_come_in(person: Person, *, on: date) -> bool:
    """Whether somebody may sign in at all: not a leaver, or for as long as leavers may fetch what is theirs."""
    left_on = get_left_on(person.pk, on=on)
    if left_on is None:
        return True
    days = Trust.objects.values_list("leavers_days", flat=True).first() or 0
    return on <= left_on + timedelta(days=days)


def get_actor_by_id(person_id: int, *, on: date) -> Actor:
    """The actor of a person known by id, for jobs that act for somebody. Raises Person.DoesNotExist."""
    return get_actor(Person.objects.get(pk=person_id), on=on)
