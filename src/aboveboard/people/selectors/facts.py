"""What is on record about two people, as the facts of the decision. Who may ask is the calling service's affair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from aboveboard.people.models import Engagement, Enrolment, ParentLink, Person, RoleHolding
from aboveboard.people.selectors.actors import in_force_on
from aboveboard.rules.actor import Role
from aboveboard.rules.errors import NotFound
from aboveboard.rules.relationships.facts import (
    Board,
    Category,
    ChildEnrolment,
    Colleague,
    OtherPerson,
    Responsibility,
    Staff,
)
from aboveboard.rules.relationships.facts import Enrolment as EnrolmentFact

_A_DAY = timedelta(days=1)


def get_staff_facts(person_id: int, *, school_id: int | None, on: date) -> Staff:
    """The member of staff who asks, at the school concerned (None: wherever they work). One query.

    Somebody who has not started counts with the job to come, somebody who has left with the last one. Dates are of
    the school concerned; jobs there that follow each other without a gap are one. Raises NotFound for somebody who
    never worked for the trust. Source: guidance S1.5.
    """
    found = list_staff_facts([(person_id, school_id)], on=on)
    if not found:
        raise NotFound
    return found[person_id, school_id]


def list_staff_facts(
    asked: Collection[tuple[int, int | None]], *, on: date
) -> dict[tuple[int, int | None], Staff]:
    """As `get_staff_facts` for many pairs of person and school, in one query; who never worked here is left out."""
    jobs: dict[int, list[Engagement]] = defaultdict(list)
    people = {person_id for person_id, _ in asked}
    for job in Engagement.objects.filter(person_id__in=people).select_related("school"):
        jobs[job.person_id].append(job)
    return {
        (person_id, school_id): _staff_at(school_id, jobs[person_id], on)
        for person_id, school_id in asked
        if person_id in jobs
    }


def _staff_at(school_id: int | None, jobs: list[Engagement], on: date) -> Staff:
    relevant = _relevant(jobs, on)
    chosen = next((job for job in relevant if job.school_id == school_id), None) or next(
        (job for job in relevant if job.school_id is None), relevant[0]
    )
    begun, until = _whole_spell(chosen, [job for job in jobs if job.school_id == chosen.school_id])
    return Staff(
        category=Category(chosen.category),
        schools=tuple(sorted({job.school.key for job in relevant if job.school is not None})),
        central=any(job.school is None for job in relevant),
        engaged_from=begun,
        engaged_until=until,
    )


def _relevant(jobs: list[Engagement], on: date) -> list[Engagement]:
    """The jobs of today; without one those to come; without these the last."""
    begun = [job for job in jobs if job.from_on is None or job.from_on <= on]
    if current := [job for job in begun if job.until_on is None or job.until_on >= on]:
        return current
    if coming := [job for job in jobs if job.from_on is not None and job.from_on > on]:
        first = min(job.from_on for job in coming if job.from_on)
        return [job for job in coming if job.from_on == first]
    last = max(job.until_on for job in jobs if job.until_on)
    return [job for job in jobs if job.until_on == last]


def _whole_spell(chosen: Engagement, there: list[Engagement]) -> tuple[date | None, date | None]:
    begun, until = chosen.from_on, chosen.until_on
    grown = True
    while grown:
        grown = False
        for job in there:
            if begun and (job.until_on is None or job.until_on >= begun - _A_DAY) and _earlier(job, begun):
                begun, grown = job.from_on, True
            if until and (job.from_on is None or job.from_on <= until + _A_DAY) and _later(job, until):
                until, grown = job.until_on, True
    return begun, until


def _earlier(job: Engagement, begun: date) -> bool:
    return job.from_on is None or job.from_on < begun


def _later(job: Engagement, until: date) -> bool:
    return job.until_on is None or job.until_on > until


def get_person_facts(person_id: int, *, for_staff_id: int, on: date) -> OtherPerson:
    """Somebody on the roster, as the other side of the decision: what is on record, whatever was told.

    Whether this member of staff taught them is not on record (`taught_by_staff` is None). A constant number of
    queries. Raises NotFound.
    """
    found = list_person_facts([(person_id, for_staff_id)], on=on)
    if not found:
        raise NotFound
    return found[person_id, for_staff_id]


def list_person_facts(asked: Collection[tuple[int, int]], *, on: date) -> dict[tuple[int, int], OtherPerson]:
    """As `get_person_facts` for many pairs of person and member of staff; who is not on record is left out."""
    record = PeopleOnRecord({person_id for person_id, _ in asked}, on=on)
    found = {pair: record.facts(*pair) for pair in asked}
    return {pair: facts for pair, facts in found.items() if facts is not None}


class PeopleOnRecord:
    """What is on record about many people on one day, in six queries however many they are."""

    def __init__(self, ids: Collection[int] | QuerySet[Any, Any], *, on: date) -> None:
        """`ids`: their keys, or a query for them, which spares the database a long list."""
        people = Person.objects.filter(pk__in=ids).order_by().values_list("pk", "born_on", "line_manager_id")
        self._people = {pk: (born_on, manager) for pk, born_on, manager in people}
        self._enrolments: dict[int, list[EnrolmentFact]] = defaultdict(list)
        rows = Enrolment.objects.filter(person_id__in=ids).order_by("pk")
        for person_id, school, begins_on, until in rows.values_list(
            "person_id", "school__key", "from_on", "until_on"
        ):
            self._enrolments[person_id].append(EnrolmentFact(school, begins_on, until))
        self._children: dict[int, list[ChildEnrolment]] = defaultdict(list)
        links = ParentLink.objects.filter(parent_id__in=ids, pupil__enrolments__isnull=False)
        for parent_id, responsibility, school, begins_on, until in links.order_by(
            "pupil__enrolments__pk"
        ).values_list(
            "parent_id",
            "responsibility",
            "pupil__enrolments__school__key",
            "pupil__enrolments__from_on",
            "pupil__enrolments__until_on",
        ):
            child = ChildEnrolment(school, begins_on, until, Responsibility(responsibility))
            self._children[parent_id].append(child)
        self._colleagues: set[int] = set()
        self._on_local_board: set[int] = set()
        engaged = Engagement.objects.filter(in_force_on(on), person_id__in=ids).order_by()
        for person_id, category in engaged.values_list("person_id", "category"):
            is_member = category == Category.LAB_MEMBER
            (self._on_local_board if is_member else self._colleagues).add(person_id)
        self._managers = dict(
            Person.objects.filter(line_manager_id__in=ids).order_by().values_list("pk", "line_manager_id")
        )
        self._board_seats: dict[int, set[int | None]] = defaultdict(set)
        seats = RoleHolding.objects.filter(
            in_force_on(on), person_id__in=ids, role__in=[Role.BOARD_MEMBER, Role.CHAIR]
        )
        for person_id, school_id in seats.order_by().values_list("person_id", "school_id"):
            self._board_seats[person_id].add(school_id)

    def facts(self, person_id: int, for_staff_id: int) -> OtherPerson | None:
        """One of them, as a member of staff knows them in the decision; None for somebody not on record."""
        if person_id not in self._people:
            return None
        born_on, manager_id = self._people[person_id]
        return OtherPerson(
            born_on=born_on,
            enrolments=tuple(self._enrolments.get(person_id, ())),
            taught_by_staff=None,
            parent_of=tuple(self._children.get(person_id, ())),
            colleague=self._colleague(person_id, manager_id, for_staff_id),
            board=_board(self._board_seats.get(person_id, set()), person_id in self._on_local_board),
            identity_known=True,
            organisation=False,
        )

    def _colleague(self, person_id: int, manager_id: int | None, staff_id: int) -> Colleague:
        if person_id not in self._colleagues:
            return Colleague.NONE
        if manager_id == staff_id:
            return Colleague.LINE_REPORT
        managed = self._managers.get(staff_id) == person_id
        return Colleague.LINE_MANAGER if managed else Colleague.COLLEAGUE


def _board(seats: set[int | None], sits_locally: bool) -> Board:
    """A trustee before a member of a local board; whoever chairs the trust is a trustee."""
    if None in seats:
        return Board.TRUSTEE
    return Board.LAB if seats or sits_locally else Board.NONE
