"""Whom a matter goes to: a table of matter x recipient -> next in line, each with its clause.

The first step of a matter's line that has somebody who may receive it takes it. Whoever filed it, is named in it, was
left out, declared a conflict, or works under the person it is about is passed over; so is an empty or absent chair,
so that nothing waits in it. Lines go up (school, headteacher, trust leader, chair), never down.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aboveboard.rules.actor import Role


class Matter(StrEnum):
    """What is to be received."""

    DECLARATION = "declaration"
    DECLARATION_COPY = "declaration_copy"
    DECLARATION_NAMING_A_PUPIL = "declaration_naming_a_pupil"
    REPORT = "report"
    REPORT_TO_SAFEGUARDING = "report_to_safeguarding"
    APPROACH = "approach"
    QUESTION = "question"
    QUESTION_ABOUT_A_PUPIL = "question_about_a_pupil"
    COMPATIBILITY = "compatibility"
    REVIEW = "review"
    CHILD_AT_RISK = "child_at_risk"
    REQUEST_BY_SOMEONE_NAMED = "request_by_someone_named"


class Reach(StrEnum):
    """`everyone`: all holders of the chair share the desk; `one`: the first of them, for what few need to know."""

    EVERYONE = "everyone"
    ONE = "one"


@dataclass(frozen=True, slots=True)
class Step:
    """One recipient in a line. `role` None is the line manager of the person who files."""

    role: Role | None
    clause: str
    reach: Reach = Reach.EVERYONE


_HEADTEACHER = Step(Role.HEADTEACHER, "S12.2")
_TRUST_LEADER = Step(Role.TRUST_LEADER, "S4.27")
_CHAIR = Step(Role.CHAIR, "S4.27")
_ONE_LEVEL_UP = (_HEADTEACHER, _TRUST_LEADER, _CHAIR)
_SAFEGUARDING_LEAD = Step(Role.DESIGNATED_SAFEGUARDING_LEAD, "S12.2")
_SENIOR_LEADER = Step(Role.SENIOR_LEADER, "S8.18", Reach.ONE)

LINES: dict[Matter, tuple[Step, ...]] = {
    Matter.DECLARATION: (
        Step(Role.SCHOOL_OPERATIONS_MANAGER, "S4.7"),
        Step(Role.SENIOR_LEADER, "S8.11", Reach.ONE),
        Step(Role.HEADTEACHER, "S8.11"),
        _TRUST_LEADER,
        _CHAIR,
    ),
    Matter.DECLARATION_COPY: (_SENIOR_LEADER, *_ONE_LEVEL_UP),
    Matter.DECLARATION_NAMING_A_PUPIL: (_SAFEGUARDING_LEAD, *_ONE_LEVEL_UP),
    Matter.REPORT: _ONE_LEVEL_UP,
    Matter.REPORT_TO_SAFEGUARDING: (_SAFEGUARDING_LEAD, *_ONE_LEVEL_UP),
    Matter.APPROACH: (Step(Role.SENIOR_LEADER, "S8.14", Reach.ONE), *_ONE_LEVEL_UP),
    Matter.QUESTION: (Step(None, "S3.8"), Step(Role.HEADTEACHER, "S3.4"), _TRUST_LEADER, _CHAIR),
    Matter.QUESTION_ABOUT_A_PUPIL: (Step(Role.DESIGNATED_SAFEGUARDING_LEAD, "S4.27"), *_ONE_LEVEL_UP),
    Matter.COMPATIBILITY: (Step(Role.SENIOR_LEADER, "S8.9", Reach.ONE), *_ONE_LEVEL_UP),
    Matter.REVIEW: _ONE_LEVEL_UP,
    Matter.CHILD_AT_RISK: (Step(Role.DESIGNATED_SAFEGUARDING_LEAD, "S4.3"), *_ONE_LEVEL_UP),
    Matter.REQUEST_BY_SOMEONE_NAMED: (
        Step(Role.DATA_PROTECTION_OFFICER, "S8.6"),
        Step(Role.TRUST_LEADER, "S8.6"),
        Step(Role.CHAIR, "S8.6"),
    ),
}

# Who sits in no school (the central team) has no operations manager: what a school's chair would receive goes to HR.
_CENTRAL: dict[Role, Role] = {Role.SCHOOL_OPERATIONS_MANAGER: Role.TRUST_HR}


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in a chair today. `school_id` None: the chair is the whole trust's. `away`: cannot act today."""

    role: Role
    school_id: int | None
    person_id: int
    deputy: bool = False
    away: bool = False


class Why(StrEnum):
    """Why a step of the line was passed over."""

    VACANT = "vacant"
    AWAY = "away"
    CONCERNED = "concerned"
    SUBORDINATE = "subordinate"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A step that could not take the matter."""

    role: Role | None
    why: Why


@dataclass(frozen=True, slots=True)
class Route:
    """Who receives a matter: people of one chair, and why it came to them. `person_ids` is empty when nobody may."""

    matter: Matter
    person_ids: tuple[int, ...]
    role: Role | None
    clause: str
    passed_over: tuple[PassedOver, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Who may not receive it. `concerned`: filed it, named in it, left out, or declared a conflict.

    `below`: everyone who works under the person it is about, directly or not.
    """

    concerned: frozenset[int] = frozenset()
    below: frozenset[int] = frozenset()


def _role_for(step: Step, school_id: int | None) -> Role | None:
    if school_id is None and step.role is not None:
        return _CENTRAL.get(step.role, step.role)
    return step.role


def _chair(
    step: Step, *, school_id: int | None, seats: tuple[Seat, ...], line_manager_id: int | None
) -> list[Seat]:
    """The holders of a step's chair, deputies last; a chair of the school goes before the same chair of the trust."""
    if step.role is None:
        if line_manager_id is None:
            return []
        away = any(seat.away for seat in seats if seat.person_id == line_manager_id)
        return [Seat(Role.STAFF_MEMBER, school_id, line_manager_id, away=away)]
    role = _role_for(step, school_id)
    held = [seat for seat in seats if seat.role is role]
    here = [seat for seat in held if school_id is not None and seat.school_id == school_id]
    everywhere = [seat for seat in held if seat.school_id is None]
    return sorted(here or everywhere, key=lambda seat: (seat.deputy, seat.person_id))


def _receivers(chair: list[Seat], bars: Bars) -> list[Seat] | Why:
    if not chair:
        return Why.VACANT
    free = [seat for seat in chair if seat.person_id not in bars.concerned]
    if not free:
        return Why.CONCERNED
    free = [seat for seat in free if seat.person_id not in bars.below]
    if not free:
        return Why.SUBORDINATE
    present = [seat for seat in free if not seat.away]
    if not present:
        return Why.AWAY
    holders = [seat for seat in present if not seat.deputy]
    return holders or present


def _walk(
    matter: Matter, *, school_id: int | None, seats: tuple[Seat, ...], bars: Bars, line_manager_id: int | None
) -> list[tuple[Step, list[Seat] | Why]]:
    return [
        (
            step,
            _receivers(_chair(step, school_id=school_id, seats=seats, line_manager_id=line_manager_id), bars),
        )
        for step in LINES[matter]
    ]


def route(
    matter: Matter,
    *,
    school_id: int | None,
    seats: tuple[Seat, ...],
    bars: Bars,
    line_manager_id: int | None = None,
) -> Route:
    """Who receives `matter` at `school_id` (None: the central team), and whom it passed over on the way.

    `seats` are the chairs of that school and of the trust. The order of `seats` does not matter.
    """
    passed_over: list[PassedOver] = []
    for step, found in _walk(
        matter, school_id=school_id, seats=seats, bars=bars, line_manager_id=line_manager_id
    ):
        if isinstance(found, Why):
            passed_over.append(PassedOver(_role_for(step, school_id), found))
            continue
        chosen = found[:1] if step.reach is Reach.ONE else found
        people = tuple(dict.fromkeys(seat.person_id for seat in chosen))
        return Route(matter, people, _role_for(step, school_id), step.clause, tuple(passed_over))
    return Route(matter, (), None, LINES[matter][0].clause, tuple(passed_over))


def line_of_alert(
    matter: Matter, *, school_id: int | None, seats: tuple[Seat, ...], bars: Bars
) -> tuple[tuple[int, ...], ...]:
    """Everyone to be told of an alert, in order: the chair, its deputies, then one level up; nobody twice.

    Those who are away come last of all, not never: a child at risk is worth a call. Source: guidance S4.3, S12.2.
    """
    tiers: list[tuple[int, ...]] = []
    late: list[int] = []
    seen: set[int] = set()
    for step in LINES[matter]:
        chair = _chair(step, school_id=school_id, seats=seats, line_manager_id=None)
        free = [
            seat
            for seat in chair
            if seat.person_id not in bars.concerned and seat.person_id not in bars.below
        ]
        for deputy in (False, True):
            tier = [seat for seat in free if seat.deputy is deputy and seat.person_id not in seen]
            present = tuple(dict.fromkeys(seat.person_id for seat in tier if not seat.away))
            late += dict.fromkeys(seat.person_id for seat in tier if seat.person_id not in present)
            seen |= {seat.person_id for seat in tier}
            if present:
                tiers.append(present)
    if late:
        tiers.append(tuple(late))
    return tuple(tiers)
