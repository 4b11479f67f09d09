"""What "Can I ...?" looks up of the asker, and what they have kept and asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from aboveboard.declarations.models import KeptAnswer, Question
from aboveboard.declarations.questions import AgreedUse, Asker, Case
from aboveboard.declarations.selectors.visibility import questions_visible_to
from aboveboard.notices import directory
from aboveboard.notices.selectors.alerts import AlertStatus, get_alert_status
from aboveboard.notices.targets import ToPerson
from aboveboard.people.selectors.contacts import Contact, list_contacts_to_tell
from aboveboard.people.selectors.facts import get_staff_facts
from aboveboard.people.selectors.platforms import list_agreed_platforms
from aboveboard.people.selectors.seats import get_line_manager_id, list_seats
from aboveboard.people.selectors.settings import get_settings
from aboveboard.people.selectors.trust import SchoolDetails, get_trust, list_schools
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotFound
from aboveboard.rules.transitions import QuestionState


@dataclass(frozen=True, slots=True)
class Asking:
    """Where a case begins: who asks, with no answers yet; and the schools to choose from, the asker's own first."""

    case: Case
    schools: tuple[SchoolDetails, ...]
    own_school_ids: tuple[int, ...]

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """(key, name) of each school."""
        return tuple((school.key, school.name) for school in self.schools)

    @property
    def names(self) -> dict[str, str]:
        """The names of the schools by key."""
        return dict(self.choices)

    def school_id(self, key: str | None) -> int | None:
        """The school whose people deal with it: the one answered if the asker works there, else their first; None
        for the central team."""
        ids = {school.key: school.id for school in self.schools}
        answered = ids.get(key or "")
        if answered in self.own_school_ids:
            return answered
        return self.own_school_ids[0] if self.own_school_ids else answered


def get_asking(actor: Actor, *, now: datetime) -> Asking:
    """The case of `actor` before the first question. Raises NotFound for somebody who never worked for the trust."""
    on = uk_date(now)
    own = {
        holding.school_id
        for holding in actor.holdings
        if holding.role is Role.STAFF_MEMBER and holding.school_id
    }
    schools = sorted(list_schools(on=on), key=lambda school: school.id not in own)
    elsewhere = get_staff_facts(actor.person_id, school_id=None, on=on)
    at_school = {
        school.key: get_staff_facts(actor.person_id, school_id=school.id, on=on)
        for school in schools
        if school.id in own and len(own) > 1
    }
    keys = {school.id: school.key for school in schools}
    agreed = frozenset(
        AgreedUse(keys[row.school_id], row.platform, row.audience.value, row.one_to_one)
        for row in list_agreed_platforms(actor=actor, on=on)
        if row.school_id in keys
    )
    case = Case(Asker(elsewhere, at_school), on, settings=get_settings(now), agreed=agreed)
    return Asking(case, tuple(schools), tuple(school.id for school in schools if school.id in own))


def list_contacts(actor: Actor, *, school_id: int | None, now: datetime) -> tuple[Contact, ...]:
    """Whom the actor tells now that a child may be at risk; never themselves. Source: guidance S4.3, S12.2."""
    return list_contacts_to_tell(school_id=school_id, on=uk_date(now), excluding=[actor.person_id])


def find_alert(actor: Actor, reference: str) -> AlertStatus | None:
    """How the alert that the actor raised under `reference` stands; None while they have raised none."""
    try:
        return get_alert_status(actor, reference)
    except NotFound:
        return None


# Kept answers ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeptAnswerPage:
    """A kept answer as its owner, or whoever it is shared with, reads it."""

    reference: str
    headline: str
    shown: str
    kept_at: datetime
    asked_by: str
    mine: bool
    shared_with: str
    shared_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonToShareWith:
    """Somebody with whom an answer may be shared, and as what."""

    person_id: int
    name: str
    role: str


def get_own_kept_answer(actor: Actor, reference: str) -> KeptAnswer:
    """A kept answer of one's own. Raises NotFound."""
    kept = KeptAnswer.objects.filter(person_id=actor.person_id, reference=reference).first()
    if kept is None:
        raise NotFound
    return kept


def list_kept_answers(actor: Actor) -> tuple[KeptAnswerPage, ...]:
    """What the actor has kept, and what others have shared with them; newest first."""
    visible = Q(person_id=actor.person_id) | Q(shared_with_id=actor.person_id)
    rows = KeptAnswer.objects.filter(visible).select_related("person", "shared_with")
    return tuple(_kept_page(actor, row) for row in rows)


def get_kept_answer(actor: Actor, reference: str) -> KeptAnswerPage:
    """One kept answer. Raises NotFound unless it is the actor's, or shared with them."""
    visible = Q(person_id=actor.person_id) | Q(shared_with_id=actor.person_id)
    row = (
        KeptAnswer.objects.filter(visible, reference=reference)
        .select_related("person", "shared_with")
        .first()
    )
    if row is None:
        raise NotFound
    return _kept_page(actor, row)


def list_people_to_share_with(*, actor: Actor, now: datetime) -> tuple[PersonToShareWith, ...]:
    """The line manager, and those who lead or safeguard at the actor's schools; each once, and never the actor."""
    on = uk_date(now)
    labels = get_trust().labels
    found: dict[int, str] = {}
    manager = get_line_manager_id(actor.person_id, on=on)
    if manager is not None:
        found[manager] = "my line manager"
    where: list[int | None] = [*sorted(actor.school_ids)] or [None]
    for school_id in where:
        for seat in sorted(
            list_seats(school_id=school_id, on=on), key=lambda seat: (seat.role, seat.person_id)
        ):
            if seat.role in SHARED_WITH and seat.school_id == school_id:
                found.setdefault(seat.person_id, labels[seat.role])
    found.pop(actor.person_id, None)
    people = directory.resolve([ToPerson(person_id) for person_id in found], on=on)
    return tuple(
        PersonToShareWith(person.person_id, person.name, found[person.person_id]) for person in people
    )


SHARED_WITH = frozenset(
    {Role.DESIGNATED_SAFEGUARDING_LEAD, Role.SENIOR_LEADER, Role.HEADTEACHER, Role.TRUST_LEADER}
)


def _kept_page(actor: Actor, row: KeptAnswer) -> KeptAnswerPage:
    return KeptAnswerPage(
        reference=row.reference,
        headline=row.shown.split("\n", 1)[0],
        shown=row.shown,
        kept_at=row.kept_at,
        asked_by=str(row.person),
        mine=row.person_id == actor.person_id,
        shared_with=str(row.shared_with or ""),
        shared_at=row.shared_at,
    )


# Questions -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question as its asker or its answerer sees it. `mine`: asked by the reader; `to_answer`: waits for them."""

    reference: str
    version: int
    state: QuestionState
    asked_by: str
    mine: bool
    to_answer: bool
    assigned_to: str
    about: str
    text: str
    told: dict[str, Any]
    asked_at: datetime
    answer_by_on: date
    late: bool
    answer: str
    answered_by: str
    answered_at: datetime | None


def list_questions(actor: Actor, *, on: date) -> tuple[QuestionPage, ...]:
    """The questions the actor asked, has to answer or has answered: what waits first, by its day."""
    rows = questions_visible_to(actor).select_related("person", "assigned_to", "answered_by")
    pages = [_question_page(actor, row, on) for row in rows]
    return tuple(sorted(pages, key=lambda page: (not page.to_answer, page.state is not QuestionState.ASKED)))


def get_question(actor: Actor, reference: str, *, on: date) -> QuestionPage:
    """One question. Raises NotFound unless the actor asked it, has it, or answered it."""
    rows = questions_visible_to(actor).select_related("person", "assigned_to", "answered_by")
    row = rows.filter(reference=reference).first()
    if row is None:
        raise NotFound
    return _question_page(actor, row, on)


def _question_page(actor: Actor, row: Question, on: date) -> QuestionPage:
    asked = row.state == QuestionState.ASKED
    return QuestionPage(
        reference=row.reference,
        version=row.version,
        state=QuestionState(row.state),
        asked_by=str(row.person),
        mine=row.person_id == actor.person_id,
        to_answer=asked and row.assigned_to_id == actor.person_id,
        assigned_to=str(row.assigned_to or ""),
        about=row.other_name,
        text=row.text,
        told=row.verdict,
        asked_at=row.asked_at,
        answer_by_on=row.answer_by_on,
        late=asked and row.answer_by_on < on,
        answer=row.answer,
        answered_by=str(row.answered_by or ""),
        answered_at=row.answered_at,
    )
