"""Who holds which role. Administrators grant and end roles, never their own; there is always an administrator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from aboveboard.ledger.filing import Filed, Filing, filing
from aboveboard.people.models import Absence, Person, RoleHolding, School
from aboveboard.people.selectors.actors import in_force_on
from aboveboard.people.selectors.trust import ROLE_WORDS
from aboveboard.people.services.decisions import ROLE_ENDED, ROLE_GRANTED, record_decision
from aboveboard.rules.actor import Actor, AnyActor, Role
from aboveboard.rules.administration import may_administer, may_change_role_of, may_note_absence_of
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotFound, WrongState, require

AT_A_SCHOOL = frozenset({Role.SCHOOL_OPERATIONS_MANAGER, Role.SENIOR_LEADER, Role.HEADTEACHER})
AT_EITHER = frozenset({Role.DESIGNATED_SAFEGUARDING_LEAD, Role.BOARD_MEMBER})
GRANTABLE = tuple(role for role in Role if role is not Role.STAFF_MEMBER)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role to give. `school_id` None is the whole trust; `until_on` is the last day, None for no end."""

    person_id: int
    role: Role
    school_id: int | None
    from_on: date
    deputy: bool = False
    until_on: date | None = None


def grant_roles(*, actor: AnyActor, now: datetime, grants: Sequence[Grant]) -> tuple[Filed, ...]:
    """Give roles, all of them or none; each is filed. Raises NotAllowed, NotFound, or WrongState with the reason."""
    require(may_administer(actor))
    with filing(actor=actor, now=now) as current:
        people = Person.objects.in_bulk([grant.person_id for grant in grants])
        schools = School.objects.in_bulk([grant.school_id for grant in grants if grant.school_id])
        return tuple(_grant(current, actor, grant, people, schools) for grant in grants)


def _grant(
    current: Filing, actor: AnyActor, grant: Grant, people: dict[int, Person], schools: dict[int, School]
) -> Filed:
    person = people.get(grant.person_id)
    if person is None or (grant.school_id is not None and grant.school_id not in schools):
        raise NotFound
    require(may_change_role_of(actor, person.pk))
    _check_scope(grant)
    school = schools[grant.school_id] if grant.school_id else None
    overlapping = RoleHolding.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=grant.from_on),
        person=person,
        role=grant.role,
        school=school,
    )
    if overlapping.exists():
        raise WrongState(f"{person} holds this role already. End it first, or choose another day.")
    RoleHolding.objects.create(
        person=person,
        role=grant.role,
        school=school,
        deputy=grant.deputy,
        from_on=grant.from_on,
        until_on=grant.until_on,
    )
    words = f"{person} became {'deputy ' if grant.deputy else ''}{ROLE_WORDS[grant.role]}, {school or 'whole trust'}"
    return record_decision(
        filing=current,
        kind=ROLE_GRANTED,
        words=words,
        about=person,
        content={
            "person": person.reference,
            "role": grant.role,
            "school": school.key if school else None,
            "deputy": grant.deputy,
            "from_on": grant.from_on.isoformat(),
            "until_on": grant.until_on.isoformat() if grant.until_on else None,
        },
    )


def _check_scope(grant: Grant) -> None:
    if grant.role not in GRANTABLE:
        raise WrongState("Being staff comes with the job: add the job instead.")
    if grant.role in AT_A_SCHOOL and grant.school_id is None:
        raise WrongState("This role is held at a school: choose one.")
    if grant.role not in AT_A_SCHOOL | AT_EITHER and grant.school_id is not None:
        raise WrongState("This role is held for the whole trust: choose no school.")
    if grant.until_on is not None and grant.until_on < grant.from_on:
        raise WrongState("The last day is before the first.")


def end_role(*, actor: AnyActor, now: datetime, holding_id: int, last_on: date) -> Filed:
    """End a role after `last_on`. Raises NotAllowed, NotFound, or WrongState: it has ended, or nobody would be left
    to administer.
    """
    require(may_administer(actor))
    with filing(actor=actor, now=now) as current:
        # Locked together, so that two administrators cannot end each other at once (SQLite has one writer anyway).
        list(RoleHolding.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("pk"))
        holding = RoleHolding.objects.select_related("person", "school").filter(pk=holding_id).first()
        if holding is None:
            raise NotFound
        require(may_change_role_of(actor, holding.person_id))
        if holding.until_on is not None and holding.until_on < uk_date(now):
            raise WrongState("This role has ended already.")
        if holding.role == Role.ADMINISTRATOR and not _administered_without(holding, last_on):
            raise WrongState("Nobody would be left to administer. Name another administrator first.")
        if last_on < holding.from_on:
            raise WrongState("The last day is before the first.")
        return write_end_of_role(filing=current, holding=holding, last_on=last_on)


def write_end_of_role(*, filing: Filing, holding: RoleHolding, last_on: date) -> Filed:
    """The end itself, filed. Whoever calls has asked whether it may end, and loaded `person` and `school`."""
    RoleHolding.objects.filter(pk=holding.pk).update(until_on=last_on)
    where = holding.school or "whole trust"
    return record_decision(
        filing=filing,
        kind=ROLE_ENDED,
        words=f"{holding.person} stops being {ROLE_WORDS[Role(holding.role)]}, {where}, after {last_on}",
        about=holding.person,
        content={
            "person": holding.person.reference,
            "role": holding.role,
            "school": holding.school.key if holding.school else None,
            "until_on": last_on.isoformat(),
        },
    )


def _administered_without(holding: RoleHolding, last_on: date) -> bool:
    """True when somebody else, who can sign in, still administers on the day after, with no end in sight."""
    return (
        RoleHolding.objects.filter(
            in_force_on(last_on + timedelta(days=1)),
            role=Role.ADMINISTRATOR,
            until_on__isnull=True,
            person__user__is_active=True,
        )
        .exclude(person_id=holding.person_id)
        .exists()
    )


def record_absence(*, actor: Actor, now: datetime, person_id: int, from_on: date, until_on: date) -> None:
    """Note that somebody is away, first and last day, so that what comes in goes to the next in line.

    By an administrator, trust HR, or themselves. Not filed: it decides nothing, and is deleted a year later.
    Raises NotAllowed, NotFound, WrongState.
    """
    require(may_note_absence_of(actor, person_id))
    if not Person.objects.filter(pk=person_id).exists():
        raise NotFound
    if until_on < from_on:
        raise WrongState("The last day away is before the first.")
    if until_on < uk_date(now):
        raise WrongState("Those days are over.")
    Absence.objects.create(person_id=person_id, from_on=from_on, until_on=until_on)


def end_absence(*, actor: Actor, now: datetime, person_id: int) -> None:
    """Somebody is back: nothing from today on counts as away. By whoever may note it. Raises NotAllowed."""
    require(may_note_absence_of(actor, person_id))
    today = uk_date(now)
    Absence.objects.filter(person_id=person_id, from_on__gte=today).delete()
    Absence.objects.filter(person_id=person_id, until_on__gte=today).update(
        until_on=today - timedelta(days=1)
    )
