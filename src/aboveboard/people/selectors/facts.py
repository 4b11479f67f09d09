"""What is on record about two people, as the facts of the decision. Who may ask is the calling service's affair."""

from __future__ import annotations

from datetime import date, timedelta

from aboveboard.people.models import Engagement, Enrolment, ParentLink, Person, RoleHolding, StaffCategory
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
    jobs = list(Engagement.objects.filter(person_id=person_id).select_related("school"))
    if not jobs:
        raise NotFound
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
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    enrolments = Enrolment.objects.filter(person_id=person_id).select_related("school").order_by("pk")
    children = dict(ParentLink.objects.filter(parent_id=person_id).values_list("pupil_id", "responsibility"))
    of_children = Enrolment.objects.filter(person_id__in=children).select_related("school").order_by("pk")
    return OtherPerson(
        born_on=person.born_on,
        enrolments=tuple(EnrolmentFact(row.school.key, row.from_on, row.until_on) for row in enrolments),
        taught_by_staff=None,
        parent_of=tuple(
            ChildEnrolment(row.school.key, row.from_on, row.until_on, Responsibility(children[row.person_id]))
            for row in of_children
        ),
        colleague=_colleague(person, for_staff_id, on),
        board=_board(person_id, on),
        identity_known=True,
        organisation=False,
    )


def _colleague(person: Person, staff_id: int, on: date) -> Colleague:
    works_here = (
        Engagement.objects.filter(in_force_on(on), person_id=person.pk)
        .exclude(category=StaffCategory.LAB_MEMBER)
        .exists()
    )
    if not works_here:
        return Colleague.NONE
    if person.line_manager_id == staff_id:
        return Colleague.LINE_REPORT
    managed = Person.objects.filter(pk=staff_id, line_manager_id=person.pk).exists()
    return Colleague.LINE_MANAGER if managed else Colleague.COLLEAGUE


def _board(person_id: int, on: date) -> Board:
    """A trustee before a member of a local board; whoever chairs the trust is a trustee."""
    seats = set(
        RoleHolding.objects.filter(
            in_force_on(on), person_id=person_id, role__in=[Role.BOARD_MEMBER, Role.CHAIR]
        ).values_list("school_id", flat=True)
    )
    if None in seats:
        return Board.TRUSTEE
    sits_locally = Engagement.objects.filter(
        in_force_on(on), person_id=person_id, category=StaffCategory.LAB_MEMBER
    )
    return Board.LAB if seats or sits_locally.exists() else Board.NONE
