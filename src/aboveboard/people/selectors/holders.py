"""Who holds which role where, and which chairs are empty: for the administrators who fill them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from aboveboard.people.models import Absence, Person, RoleHolding, School
from aboveboard.people.selectors.trust import get_trust
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.administration import may_administer
from aboveboard.rules.errors import require

_CHAIRS_OF_A_SCHOOL = (
    Role.HEADTEACHER,
    Role.SENIOR_LEADER,
    Role.DESIGNATED_SAFEGUARDING_LEAD,
    Role.SCHOOL_OPERATIONS_MANAGER,
)
_CHAIRS_OF_THE_TRUST = (
    Role.TRUST_LEADER,
    Role.CHAIR,
    Role.TRUST_HR,
    Role.DATA_PROTECTION_OFFICER,
    Role.ADMINISTRATOR,
)


@dataclass(frozen=True, slots=True)
class HolderRow:
    """One role held on that day or to come."""

    holding_id: int
    person_id: int
    name: str
    role: Role
    label: str
    deputy: bool
    from_on: date
    until_on: date | None
    away: bool
    yours: bool


@dataclass(frozen=True, slots=True)
class HoldersOfAPlace:
    """A school, or with `school_id` None the trust: who holds what, and the chairs in which nobody sits."""

    school_id: int | None
    name: str
    rows: tuple[HolderRow, ...]
    empty: tuple[str, ...]


def list_holders(*, actor: Actor, on: date) -> tuple[HoldersOfAPlace, ...]:
    """Every place with its holders, the trust first. Three queries. Raises NotAllowed for all but administrators."""
    require(may_administer(actor))
    labels = get_trust().labels
    away = Absence.objects.filter(person=OuterRef("person"), from_on__lte=on, until_on__gte=on)
    by_place: dict[int | None, list[HolderRow]] = {}
    holdings = (
        RoleHolding.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=on))
        .annotate(away=Exists(away))
        .select_related("person")
    )
    for held in holdings:
        row = HolderRow(
            holding_id=held.pk,
            person_id=held.person_id,
            name=str(held.person),
            role=Role(held.role),
            label=labels[Role(held.role)],
            deputy=held.deputy,
            from_on=held.from_on,
            until_on=held.until_on,
            away=held.away,
            yours=held.person_id == actor.person_id,
        )
        by_place.setdefault(held.school_id, []).append(row)
    places: list[tuple[int | None, str]] = [(None, "The whole trust")]
    places += School.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=on)).values_list(
        "pk", "name"
    )
    found = []
    for school_id, name in places:
        rows = by_place.get(school_id, [])
        filled = {row.role for row in rows if row.from_on <= on}
        wanted = _CHAIRS_OF_THE_TRUST if school_id is None else _CHAIRS_OF_A_SCHOOL
        empty = tuple(labels[role] for role in wanted if role not in filled)
        found.append(HoldersOfAPlace(school_id, name, tuple(rows), empty))
    return tuple(found)


def find_person_by_email(*, actor: Actor, email: str) -> int | None:
    """The id of whoever has an account with exactly this address. Raises NotAllowed for all but administrators."""
    require(may_administer(actor))
    return Person.objects.filter(user__email__iexact=email.strip()).values_list("pk", flat=True).first()
