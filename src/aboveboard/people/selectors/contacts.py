"""Whom to tell now: names and numbers for the first lines of every page where a child may be at risk."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from aboveboard.people.models import Person, School
from aboveboard.people.selectors.seats import list_seats
from aboveboard.people.selectors.trust import get_trust
from aboveboard.rules.actor import Role
from aboveboard.rules.routing import Seat


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to tell. `role` is in the trust's words; `telephone` may be empty; `away` today, so try others first."""

    person_id: int
    name: str
    role: str
    telephone: str
    email: str
    deputy: bool
    away: bool


def list_contacts_to_tell(
    *, school_id: int | None, on: date, excluding: Collection[int] = ()
) -> tuple[Contact, ...]:
    """Safeguarding leads, their deputies and the headteacher, those who are there first; nobody twice.

    Without a school, or where a school has neither, the trust's safeguarding lead and the trust leader stand in.
    `excluding` are those whom it concerns. At most five queries. Source: guidance S4.3, S12.2.
    """
    seats = [seat for seat in list_seats(school_id=school_id, on=on) if seat.person_id not in excluding]
    wanted = _in_chair(seats, Role.DESIGNATED_SAFEGUARDING_LEAD, school_id)
    wanted += _in_chair(seats, Role.HEADTEACHER, school_id)
    if school_id is None or all(seat.away for seat in wanted):
        wanted += _in_chair(seats, Role.DESIGNATED_SAFEGUARDING_LEAD, None)
        wanted += _in_chair(seats, Role.TRUST_LEADER, None)
    first: dict[int, Seat] = {}
    for seat in sorted(wanted, key=lambda seat: seat.away):  # stable: otherwise as they stand
        first.setdefault(seat.person_id, seat)
    people = Person.objects.in_bulk(first)
    school = School.objects.filter(pk=school_id).first() if school_id else None
    labels = get_trust().labels
    return tuple(
        Contact(
            person_id=seat.person_id,
            name=str(people[seat.person_id]),
            role=f"deputy {labels[seat.role]}" if seat.deputy else labels[seat.role],
            telephone=people[seat.person_id].telephone or _office_number(seat, school),
            email=people[seat.person_id].email,
            deputy=seat.deputy,
            away=seat.away,
        )
        for seat in first.values()
    )


def _in_chair(seats: list[Seat], role: Role, school_id: int | None) -> list[Seat]:
    chair = [seat for seat in seats if seat.role is role and seat.school_id == school_id]
    return sorted(chair, key=lambda seat: (seat.deputy, seat.person_id))


def _office_number(seat: Seat, school: School | None) -> str:
    if school is None:
        return ""
    if seat.role is Role.DESIGNATED_SAFEGUARDING_LEAD:
        return school.safeguarding_telephone or school.telephone
    return school.telephone
