"""Who somebody is today: the actor that every service and selector takes."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from aboveboard.people.models import Engagement, Person, RoleHolding
from aboveboard.rules.actor import Actor, Holding, Role


def in_force_on(on: date) -> Q:
    """The filter for periods with `from_on` and `until_on` that cover `on`; the last day counts."""
    return (Q(from_on__isnull=True) | Q(from_on__lte=on)) & (Q(until_on__isnull=True) | Q(until_on__gte=on))


def get_actor(person: Person, *, on: date) -> Actor:
    """`person` with every role in force on `on`: those granted, and staff member for each current engagement."""
    granted: QuerySet[RoleHolding] = person.role_holdings.filter(in_force_on(on))
    engaged: QuerySet[Engagement] = person.engagements.filter(in_force_on(on))
    holdings = {Holding(Role(holding.role), holding.school_id) for holding in granted}
    holdings |= {Holding(Role.STAFF_MEMBER, engagement.school_id) for engagement in engaged}
    return Actor(
        person_id=person.pk, reference=person.reference, name=str(person), holdings=frozenset(holdings)
    )
