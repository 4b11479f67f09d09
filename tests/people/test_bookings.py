"""Supply, volunteers and visitors: added in a minute, one record however often they come."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from tests.pages import Pages
from tests.people.world import World

from aboveboard.people.models import Engagement, Person, RecordedDecision, User
from aboveboard.people.selectors.bookings import DESIGN, list_bookings, suggest_the_same
from aboveboard.people.services.bookings import add_booking, end_booking
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.errors import NotAllowed, NotFound, WrongState
from aboveboard.rules.relationships.facts import Category

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fixed_clock")]


@pytest.fixture
def dele(world: World) -> Person:
    return world.staff("Dele Adeyemi", Role.SCHOOL_OPERATIONS_MANAGER)


def book(actor: Actor, world: World, now: datetime, **changed: object) -> Engagement:
    values = {
        "school_id": world.hill.pk,
        "given_name": "Grace",
        "family_name": "Liu",
        "category": Category.AGENCY,
        "agency": "Kestrel Supply",
        "from_on": world.on,
        "until_on": world.on + timedelta(days=4),
        **changed,
    }
    add_booking(actor=actor, now=now, **values)  # type: ignore[arg-type]
    return Engagement.objects.latest("pk")


def fields(world: World, **changed: str) -> dict[str, str]:
    first = world.on
    return {
        "given_name": "Grace",
        "family_name": "Liu",
        "category": "agency",
        "agency": "Kestrel Supply",
        "school": str(world.hill.pk),
        "from_on-day": str(first.day),
        "from_on-month": str(first.month),
        "from_on-year": str(first.year),
        **changed,
    }


def test_the_office_adds_a_supply_teacher_and_ends_their_time(world: World, dele: Person) -> None:
    pages = Pages.of(dele.user)
    assert "Nobody comes for a time" in pages.get(reverse("people:bookings")).text
    form = pages.get(reverse("people:add_booking"))
    assert form.texts("select[@name='school']/option") == ["Hill School"]
    page = pages.send(reverse("people:add_booking"), fields(world, email="grace@example.test"))
    assert "Grace Liu is added." in page.html
    assert "Supply, from an agency (Kestrel Supply)" in page.text
    grace = User.objects.get(email="grace@example.test").person
    assert RecordedDecision.objects.get(kind="booking.added").about == grace
    assert mail.outbox[-1].to == ["grace@example.test"]
    [link] = page.all("a[contains(., 'Say their last day')]/@href")
    last = {"last_on-day": "27", "last_on-month": "11", "last_on-year": "2026"}
    assert "leaves after that day" in pages.send(link, last).html
    assert grace.engagements.get().until_on == date(2026, 11, 27)
    assert pages.post(link, last).problems == [
        "Their time ends by then already. To let them stay longer, add them again."
    ]


def test_a_likely_same_person_is_asked_about_and_kept_as_one_record(world: World, dele: Person) -> None:
    grace = world.staff("Grace Liu", school=world.lake, category=Category.AGENCY, until_on=date(2026, 10, 1))
    pages = Pages.of(dele.user)
    asked = pages.post(reverse("people:add_booking"), fields(world, given_name="Gracé"))
    assert asked.h1 == "Is it one of these people?"
    assert "agency, Lake School (over)" in asked.text
    hidden = {name: value for name, value in asked.hidden().items() if name != "csrfmiddlewaretoken"}
    assert pages.post(reverse("people:add_booking"), hidden).problems
    pages.send(reverse("people:add_booking"), {**hidden, "same": grace.reference})
    assert set(grace.engagements.values_list("school__key", flat=True)) == {"hill", "lake"}
    assert Person.objects.filter(family_name="Liu").count() == 1


def test_somebody_else_of_the_same_name_is_somebody_new(world: World, dele: Person) -> None:
    world.staff("Grace Liu", school=world.lake)
    pages = Pages.of(dele.user)
    pages.send(reverse("people:add_booking"), fields(world, same="new", asked="yes"))
    assert Person.objects.filter(family_name="Liu").count() == 2


def test_pupils_and_parents_are_never_suggested(world: World, dele: Person) -> None:
    world.link(world.person("Grace Liu"), world.pupil("Grace Liu"))
    found = suggest_the_same(
        world.actor(dele), given_name="Grace", family_name="Liu", school_id=world.hill.pk, on=world.on
    )
    assert found == ()


def test_the_office_keeps_its_own_school_alone(world: World, dele: Person, now: datetime) -> None:
    hr = world.actor(world.staff("", Role.TRUST_HR, central=True))
    elsewhere = book(hr, world, now, school_id=world.lake.pk)
    actor = world.actor(dele)
    with pytest.raises(NotAllowed):
        book(actor, world, now, school_id=world.lake.pk)
    with pytest.raises(NotAllowed):
        book(actor, world, now, school_id=None)
    with pytest.raises(NotAllowed):
        end_booking(actor=actor, now=now, booking_id=elsewhere.pk, last_on=world.on)
    with pytest.raises(NotAllowed):
        suggest_the_same(actor, given_name="G", family_name="L", school_id=world.lake.pk, on=world.on)
    assert list_bookings(actor, asked=DESIGN.read({}), on=world.on).total == 0
    assert list_bookings(hr, asked=DESIGN.read({"q": "kestrel", "when": "now"}), on=world.on).total == 1
    assert (
        Pages.of(dele.user).client.get(reverse("people:end_booking", args=[elsewhere.pk])).status_code == 404
    )


def test_bookings_come_and_go_and_do_not_overlap(world: World, dele: Person, now: datetime) -> None:
    actor = world.actor(dele)
    grace = book(actor, world, now).person
    with pytest.raises(WrongState, match="on some of these days already"):
        book(actor, world, now, same_as=grace.reference)
    later = world.on + timedelta(days=30)
    book(actor, world, now, same_as=grace.reference, from_on=later, until_on=later)
    assert grace.engagements.count() == 2
    assert list_bookings(actor, asked=DESIGN.read({"when": "later"}), on=world.on).total == 1
    over = world.on + timedelta(days=10)
    assert list_bookings(actor, asked=DESIGN.read({"when": "over"}), on=over).total == 1


def test_an_address_of_somebody_else_is_refused(world: World, dele: Person, now: datetime) -> None:
    with pytest.raises(WrongState, match="has this e-mail address already"):
        book(world.actor(dele), world, now, email=dele.email.upper())


def test_only_hr_gives_somebody_on_record_a_way_to_sign_in(world: World, dele: Person, now: datetime) -> None:
    known = book(world.actor(dele), world, now).person
    later = {"from_on": world.on + timedelta(days=30), "until_on": None}
    book(world.actor(dele), world, now, same_as=known.reference, email="mine@example.test", **later)
    assert not User.objects.filter(person=known).exists()
    hr = world.actor(world.staff("", Role.TRUST_HR, central=True))
    book(hr, world, now, same_as=known.reference, email="grace@example.test", school_id=world.lake.pk)
    assert User.objects.get(person=known).email == "grace@example.test"


def test_what_cannot_be_is_refused(world: World, dele: Person, now: datetime) -> None:
    actor = world.actor(dele)
    hr = world.actor(world.staff("", Role.TRUST_HR, central=True))
    with pytest.raises(WrongState, match="comes with the roster"):
        book(actor, world, now, category=Category.PERMANENT)
    with pytest.raises(WrongState, match="before the first"):
        book(actor, world, now, until_on=world.on - timedelta(days=1))
    with pytest.raises(NotFound):
        book(actor, world, now, same_as="person-of-nobody")
    with pytest.raises(NotFound):
        book(hr, world, now, school_id=99_999)
    booked = book(actor, world, now)
    with pytest.raises(WrongState, match="before the first"):
        end_booking(actor=actor, now=now, booking_id=booked.pk, last_on=world.on - timedelta(days=1))
    Engagement.objects.filter(pk=booked.pk).update(source="mis", source_id="r-1")
    with pytest.raises(NotFound):
        end_booking(actor=actor, now=now, booking_id=booked.pk, last_on=world.on)


def test_the_list_can_be_downloaded(world: World, dele: Person, now: datetime) -> None:
    book(world.actor(dele), world, now)
    got = Pages.of(dele.user).download(f"{reverse('people:bookings')}?export=csv")
    assert "Grace Liu" in got.content.decode("utf-8-sig")
