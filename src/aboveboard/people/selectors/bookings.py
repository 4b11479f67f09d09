"""Who comes for a time: supply, volunteers, visitors and others added by hand, as the office keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from aboveboard.people.models import Engagement, Person
from aboveboard.people.selectors.actors import in_force_on
from aboveboard.people.selectors.names import LIKELY, likeness, plain
from aboveboard.rules.actor import WHOLE_TRUST, Actor, Role, Scope
from aboveboard.rules.administration import MAY_KEEP_BOOKINGS, may_keep_bookings
from aboveboard.rules.errors import NotFound, require
from aboveboard.rules.relationships.facts import Category
from aboveboard.web.lists import Asked, Filter, ListDesign, Listing, Sort, page_of

BOOKED = (Category.AGENCY, Category.VOLUNTEER, Category.CASUAL, Category.TEMPORARY)
SHOWN_AFTER_THE_END = timedelta(days=90)
_MOST_SUGGESTED = 5

DESIGN = ListDesign(
    sorts=(
        Sort("from", "from_on", first="newest"),
        Sort("name", "person__family_name", "person__given_name"),
        Sort("until", "until_on", first="newest"),
    ),
    filters=(
        Filter("q", "Name or agency"),
        Filter("when", "When", (("now", "Here today"), ("later", "Still to come"), ("over", "Over"))),
    ),
)


@dataclass(frozen=True, slots=True)
class Booking:
    """One time at one school. `until_on` None has no end yet; `goes_on` is false when its last day is over."""

    id: int
    name: str
    where: str
    category: Category
    agency: str
    from_on: date | None
    until_on: date | None
    goes_on: bool


@dataclass(frozen=True, slots=True)
class MayBeThem:
    """Somebody on record whom a new name may mean: by opaque reference, with what tells them apart."""

    reference: str
    name: str
    works_as: str


def get_booking_scope(actor: Actor) -> Scope:
    """The schools whose bookings an actor keeps."""
    if actor.holds(Role.ADMINISTRATOR, Role.TRUST_HR):
        return WHOLE_TRUST
    return actor.scope(*MAY_KEEP_BOOKINGS)


def list_bookings(actor: Actor, *, asked: Asked, on: date) -> Listing[Booking]:
    """What the actor keeps, until three months after its end. Two queries. Nobody else's school is in it."""
    rows = _kept(actor).filter(Q(until_on__isnull=True) | Q(until_on__gte=on - SHOWN_AFTER_THE_END))
    for word in asked.get("q").split():
        rows = rows.filter(
            Q(person__given_name__icontains=word)
            | Q(person__family_name__icontains=word)
            | Q(agency__icontains=word)
        )
    match asked.get("when"):
        case "now":
            rows = rows.filter(in_force_on(on))
        case "later":
            rows = rows.filter(from_on__gt=on)
        case "over":
            rows = rows.filter(until_on__lt=on)
    return page_of(rows, asked, lambda row: _booking(row, on))


def get_booking(actor: Actor, booking_id: int, *, on: date) -> Booking:
    """One of those the actor keeps. Raises NotFound."""
    found = _kept(actor).filter(pk=booking_id).first()
    if found is None:
        raise NotFound
    return _booking(found, on)


def suggest_the_same(
    actor: Actor, *, given_name: str, family_name: str, school_id: int | None, on: date
) -> tuple[MayBeThem, ...]:
    """Who works, or has worked, anywhere in the trust under a name like this one: at most five, the likeliest first.

    Pupils and parents are never among them. Two queries. Raises NotAllowed for who keeps no bookings at the school.
    """
    require(may_keep_bookings(actor, school_id))
    asked = plain(f"{given_name} {family_name}")
    people = Person.objects.filter(pk__in=Engagement.objects.order_by().values("person_id"))
    scored = sorted(
        (-score, pk)
        for pk, given, family in people.order_by().values_list("pk", "given_name", "family_name")
        if (score := likeness(asked, plain(f"{given} {family}"))) >= LIKELY
    )
    keys = [pk for _, pk in scored[:_MOST_SUGGESTED]]
    jobs: dict[int, list[str]] = {}
    for job in (
        Engagement.objects.filter(person_id__in=keys).select_related("person", "school").order_by("-from_on")
    ):
        where = job.school.name if job.school else "the trust"
        over = job.until_on is not None and job.until_on < on
        words = f"{job.job_title or job.category.replace('_', ' ')}, {where}{' (over)' if over else ''}"
        jobs.setdefault(job.person_id, []).append(words)
    found = Person.objects.in_bulk(keys)
    return tuple(
        MayBeThem(found[pk].reference, str(found[pk]), "; ".join(dict.fromkeys(jobs[pk]))) for pk in keys
    )


def _kept(actor: Actor) -> Any:
    rows = Engagement.objects.filter(source="", category__in=BOOKED).select_related("person", "school")
    scope = get_booking_scope(actor)
    return rows.filter(school_id__in=scope) if isinstance(scope, frozenset) else rows


def _booking(row: Engagement, on: date) -> Booking:
    return Booking(
        row.pk,
        str(row.person),
        row.school.name if row.school else "The trust",
        Category(row.category),
        row.agency,
        row.from_on,
        row.until_on,
        row.until_on is None or row.until_on >= on,
    )
