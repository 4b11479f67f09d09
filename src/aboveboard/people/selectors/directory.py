"""Who a notice's target is on the day it is sent: what `notices` asks this room."""

from __future__ import annotations

from datetime import date

from aboveboard.notices.directory import ResolvedRecipient
from aboveboard.notices.targets import Target, ToPerson
from aboveboard.people.models import Person
from aboveboard.people.selectors.seats import list_seats


class PeopleDirectory:
    """Registered with `notices.directory` when the service starts."""

    def resolve(self, target: Target, on: date) -> list[ResolvedRecipient]:
        """Everyone `target` means on `on`: whoever sits in the school's chair, else in the trust's; deputies when
        the holders are away; and those who are away when everybody is, because a late notice is better than none.
        """
        if isinstance(target, ToPerson):
            return self._people([target.person_id])
        seats = [seat for seat in list_seats(school_id=target.school_id, on=on) if seat.role is target.role]
        chair = [seat for seat in seats if seat.school_id == target.school_id] or seats
        present = [seat for seat in chair if not seat.away]
        holders = [seat for seat in present if not seat.deputy]
        return self._people([seat.person_id for seat in holders or present or chair])

    @staticmethod
    def _people(ids: list[int]) -> list[ResolvedRecipient]:
        found = Person.objects.in_bulk(ids)
        return [
            ResolvedRecipient(person.pk, str(person), person.email)
            for person in (found[pk] for pk in dict.fromkeys(ids) if pk in found)
        ]
