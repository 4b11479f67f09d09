"""Supply, volunteers and visitors, added by hand: they come for a time, and come again."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from aboveboard.ledger.filing import Filed, Filing, filing
from aboveboard.people.models import Engagement, Person, School, User
from aboveboard.people.selectors.bookings import BOOKED
from aboveboard.people.services.decisions import BOOKING_ADDED, BOOKING_ENDED, record_decision
from aboveboard.people.services.trust import send_invitation
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.administration import may_keep_bookings
from aboveboard.rules.errors import NotFound, WrongState, require
from aboveboard.rules.relationships.facts import Category


def add_booking(
    *,
    actor: Actor,
    now: datetime,
    school_id: int | None,
    given_name: str,
    family_name: str,
    category: Category,
    from_on: date,
    until_on: date | None = None,
    agency: str = "",
    job_title: str = "",
    email: str = "",
    same_as: str = "",
) -> Filed:
    """Somebody comes to a school for a time; with `same_as`, the reference of somebody who works or worked here.

    Somebody new with an address may sign in, and is told so. Of somebody on record the name stays as it is, and only
    trust HR and administrators may give them an address to sign in with.
    Source: guidance S1.5. Raises NotAllowed, NotFound, or WrongState with the reason.
    """
    require(may_keep_bookings(actor, school_id))
    if category not in BOOKED:
        raise WrongState("Whoever is permanent comes with the roster, or is added by an administrator.")
    if until_on is not None and until_on < from_on:
        raise WrongState("The last day is before the first.")
    school = None if school_id is None else School.objects.filter(pk=school_id).first()
    if school is None and school_id is not None:
        raise NotFound
    address = User.objects.normalize_email(email.strip())
    with filing(actor=actor, now=now) as current:
        if same_as:
            person = _find(same_as)
            _check_free(person, school, from_on, until_on)
            may_give_address = actor.holds(Role.ADMINISTRATOR, Role.TRUST_HR)
            if address and may_give_address and not User.objects.filter(person=person).exists():
                _give_address(person, address, current)
        else:
            person = Person.objects.create(given_name=given_name.strip(), family_name=family_name.strip())
            if address:
                _give_address(person, address, current)
        Engagement.objects.create(
            person=person,
            school=school,
            category=category,
            agency=agency.strip(),
            job_title=job_title.strip(),
            from_on=from_on,
            until_on=until_on,
        )
        return record_decision(
            filing=current,
            kind=BOOKING_ADDED,
            words=f"{person} comes to {school or 'the trust'} from {from_on}{f' until {until_on}' if until_on else ''}",
            about=person,
            content={
                "person": person.reference,
                "school": school.key if school else None,
                "category": category,
                "from_on": from_on.isoformat(),
                "until_on": until_on.isoformat() if until_on else None,
            },
        )


def end_booking(*, actor: Actor, now: datetime, booking_id: int, last_on: date) -> Filed:
    """The time ends after `last_on`. What waits for them, and their way in, follow from the date.

    Raises NotAllowed, NotFound, or WrongState: it is over, or kept by a roster.
    """
    with filing(actor=actor, now=now) as current:
        booked = Engagement.objects.filter(pk=booking_id, category__in=BOOKED, source="")
        found = booked.select_related("person", "school").first()
        if found is None:
            raise NotFound
        require(may_keep_bookings(actor, found.school_id))
        if found.from_on is not None and last_on < found.from_on:
            raise WrongState("The last day is before the first.")
        changed = booked.filter(Q(until_on__isnull=True) | Q(until_on__gt=last_on)).update(until_on=last_on)
        if not changed:
            raise WrongState("Their time ends by then already. To let them stay longer, add them again.")
        return record_decision(
            filing=current,
            kind=BOOKING_ENDED,
            words=f"{found.person} leaves {found.school or 'the trust'} after {last_on}",
            about=found.person,
            content={
                "person": found.person.reference,
                "school": found.school.key if found.school else None,
                "until_on": last_on.isoformat(),
            },
        )


def _find(reference: str) -> Person:
    person = Person.objects.filter(reference=reference, engagements__isnull=False).distinct().first()
    if person is None:
        raise NotFound
    return person


def _check_free(person: Person, school: School | None, from_on: date, until_on: date | None) -> None:
    overlapping = Engagement.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=from_on), person=person, school=school
    )
    if until_on is not None:
        overlapping = overlapping.filter(Q(from_on__isnull=True) | Q(from_on__lte=until_on))
    if overlapping.exists():
        raise WrongState(f"{person} is there on some of these days already. Choose other days.")


def _give_address(person: Person, address: str, current: Filing) -> None:
    if User.objects.filter(email__iexact=address).exists():
        raise WrongState("Somebody here has this e-mail address already. Choose them, or leave it out.")
    Person.objects.filter(pk=person.pk).update(email=address)
    user = User.objects.create_user(email=address, person=person)
    current.after_commit(lambda: send_invitation(user))
