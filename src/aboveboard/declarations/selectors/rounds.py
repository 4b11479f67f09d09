"""A school's rounds, as its office sees them: who has answered, and who has not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from aboveboard.declarations.models import Round, RoundAnswer
from aboveboard.people.selectors.staff import list_staff_at
from aboveboard.people.selectors.trust import SchoolDetails, list_schools
from aboveboard.rules.access import Allowed, Decision, Refused
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.errors import NotFound
from aboveboard.web.lists import Asked, Listing, page_of

ASKERS = (Role.SCHOOL_OPERATIONS_MANAGER, Role.HEADTEACHER)
"""The office of a school: who may ask all of its staff."""

NOT_YOUR_SCHOOL = Refused(
    "not_your_school", "Only the operations manager or the headteacher of the school can do this.", "S4.5"
)

ANSWERED = "Answered"
"""What the office reads of every answer: one word for all, so that nobody kept from a declaration infers it here."""


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round in the list."""

    reference: str
    school: str
    opened_at: datetime
    due_on: date
    closed_at: datetime | None
    answered: int


@dataclass(frozen=True, slots=True)
class RoundMember:
    """One member of staff and whether they have answered; `answer` is empty while they have not."""

    name: str
    works_as: str
    answer: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class RoundPage:
    """One round: who has answered, and who has not, each by family name."""

    row: RoundRow
    opened_by: str
    note: str
    reminded_on: date | None
    missing: tuple[RoundMember, ...]
    answers: tuple[RoundMember, ...]

    @property
    def asked(self) -> int:
        """How many are asked, as the school's staff stand today."""
        return len(self.missing) + len(self.answers)


def may_ask_school(actor: Actor, school_id: int) -> Decision:
    """Whether `actor` is of the office of that school."""
    return Allowed() if actor.holds(*ASKERS, at=school_id) else NOT_YOUR_SCHOOL


def rounds_visible_to(actor: Actor) -> QuerySet[Round]:
    """The rounds of the schools whose office `actor` is of."""
    at = actor.scope(*ASKERS)
    return Round.objects.filter(school_id__in=at) if isinstance(at, frozenset) else Round.objects.all()


def list_rounds(actor: Actor, asked: Asked) -> Listing[RoundRow]:
    """The rounds of one's schools."""
    found = rounds_visible_to(actor).select_related("school").annotate(answered=Count("answers"))
    return page_of(found, asked, _row)


def get_visible_round(actor: Actor, reference: str) -> Round:
    """A round of one's school. Raises NotFound."""
    found = rounds_visible_to(actor).filter(reference=reference).select_related("school", "opened_by").first()
    if found is None:
        raise NotFound
    return found


def get_round(actor: Actor, reference: str, *, on: date) -> RoundPage:
    """One round with everybody who is asked, as the staff stand on `on`. Raises NotFound."""
    found = get_visible_round(actor, reference)
    said = {answer.person_id: answer for answer in RoundAnswer.objects.filter(round=found)}
    rows = [(each, said.get(each.person_id)) for each in list_staff_at(found.school_id, on=on)]
    return RoundPage(
        row=RoundRow(
            found.reference, found.school.name, found.opened_at, found.due_on, found.closed_at, len(said)
        ),
        opened_by=str(found.opened_by),
        note=found.note,
        reminded_on=found.reminded_on,
        missing=tuple(
            RoundMember(each.name, each.works_as, "", None) for each, answer in rows if answer is None
        ),
        answers=tuple(
            RoundMember(each.name, each.works_as, ANSWERED, answer.at)
            for each, answer in rows
            if answer is not None
        ),
    )


def list_schools_to_ask(actor: Actor, *, on: date) -> tuple[SchoolDetails, ...]:
    """The schools whose office `actor` is of."""
    return tuple(school for school in list_schools(on=on) if may_ask_school(actor, school.id))


def _row(found: Round) -> RoundRow:
    return RoundRow(
        reference=found.reference,
        school=found.school.name,
        opened_at=found.opened_at,
        due_on=found.due_on,
        closed_at=found.closed_at,
        answered=found.answered,  # type: ignore[attr-defined]
    )
