"""What is on record about two people, as the facts of the decision. Who may ask is the calling service's affair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

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
    """As `get_person_facts` for many pairs of person and member of staff; who is not on record is left out.

    Six queries, however many are asked for.
    """
    ids = {person_id for person_id, _ in asked}
    everybody = ids | {staff_id for _, staff_id in asked}
    people = {
        pk: (born_on, line_manager_id)
        for pk, born_on, line_manager_id in Person.objects.filter(pk__in=everybody)
        .order_by()
        .values_list("pk", "born_on", "line_manager_id")
    }
    links: dict[int, list[tuple[int, Responsibility]]] = defaultdict(list)
    for parent_id, pupil_id, responsibility in ParentLink.objects.filter(parent_id__in=ids).values_list(
        "parent_id", "pupil_id", "responsibility"
    ):
        links[parent_id].append((pupil_id, Responsibility(responsibility)))
    enrolments = _list_enrolments(ids)
    of_children = _list_enrolments({pupil_id for pairs in links.values() for pupil_id, _ in pairs})
    colleagues, local_board = _list_places(ids, on)
    board = _list_board_seats(ids, on)
    boards = {person_id: _board(board[person_id], person_id in local_board) for person_id in ids}
    return {
        (person_id, staff_id): OtherPerson(
            born_on=people[person_id][0],
            enrolments=tuple(fact for _, fact in enrolments[person_id]),
            taught_by_staff=None,
            parent_of=_children(links[person_id], of_children) if person_id in links else (),
            colleague=_colleague(person_id, staff_id, people) if person_id in colleagues else Colleague.NONE,
            board=boards[person_id],
            identity_known=True,
            organisation=False,
        )
        for person_id, staff_id in asked
        if person_id in people
    }


_Rows = dict[int, list[tuple[int, EnrolmentFact]]]


def _list_enrolments(ids: Iterable[int]) -> _Rows:
    """For each pupil, the enrolments with their keys, in the order in which they were entered."""
    found: _Rows = defaultdict(list)
    rows = Enrolment.objects.filter(person_id__in=set(ids)).order_by("pk")
    for person_id, pk, school, begins_on, until in rows.values_list(
        "person_id", "pk", "school__key", "from_on", "until_on"
    ):
        found[person_id].append((pk, EnrolmentFact(school, begins_on, until)))
    return found


def _children(links: list[tuple[int, Responsibility]], of_children: _Rows) -> tuple[ChildEnrolment, ...]:
    rows = sorted(
        (
            (pk, ChildEnrolment(fact.school, fact.begins_on, fact.until, responsibility))
            for pupil_id, responsibility in links
            for pk, fact in of_children[pupil_id]
        ),
        key=lambda row: row[0],
    )
    return tuple(child for _, child in rows)


def _list_places(ids: set[int], on: date) -> tuple[set[int], set[int]]:
    """Who of them works here, and who sits on a local board."""
    colleagues: set[int] = set()
    local_board: set[int] = set()
    for person_id, category in Engagement.objects.filter(in_force_on(on), person_id__in=ids).values_list(
        "person_id", "category"
    ):
        (local_board if category == Category.LAB_MEMBER else colleagues).add(person_id)
    return colleagues, local_board


def _list_board_seats(ids: set[int], on: date) -> dict[int, set[int | None]]:
    seats: dict[int, set[int | None]] = defaultdict(set)
    for person_id, school_id in RoleHolding.objects.filter(
        in_force_on(on), person_id__in=ids, role__in=[Role.BOARD_MEMBER, Role.CHAIR]
    ).values_list("person_id", "school_id"):
        seats[person_id].add(school_id)
    return seats


def _colleague(
    person_id: int, staff_id: int, people: Mapping[int, tuple[date | None, int | None]]
) -> Colleague:
    if people[person_id][1] == staff_id:
        return Colleague.LINE_REPORT
    managed = staff_id in people and people[staff_id][1] == person_id
    return Colleague.LINE_MANAGER if managed else Colleague.COLLEAGUE


def _board(seats: set[int | None], sits_locally: bool) -> Board:
    """A trustee before a member of a local board; whoever chairs the trust is a trustee."""
    if None in seats:
        return Board.TRUSTEE
    return Board.LAB if seats or sits_locally else Board.NONE
