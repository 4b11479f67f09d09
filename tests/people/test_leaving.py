"""The last day: until then all is as it was; after it one's own file alone, for a time; then nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from tests.pages import Pages
from tests.people.world import World

from aboveboard.people.models import Engagement, Person, RoleHolding, Trust, User
from aboveboard.people.selectors.actors import get_left_on
from aboveboard.rules.actor import Role
from aboveboard.web import clock

PASSWORD = "correct horse battery"


@pytest.fixture
def leaver(world: World) -> Person:
    """Their last day is today."""
    person = world.staff("Priya Raman", until_on=world.on)
    person.user.set_password(PASSWORD)
    person.user.save()
    return person


def try_to_sign_in(user: User) -> str:
    answer = Pages().client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    return answer.headers["Location"]


@pytest.fixture(autouse=True)
def _at_noon(fixed_clock: None) -> None:
    """The clock stands at `now`, the leaver's last day."""


def test_on_the_last_day_all_is_as_it_was(leaver: Person) -> None:
    assert try_to_sign_in(leaver.user) == "/"
    assert Pages.of(leaver.user).get("/").h1


def test_the_day_after_only_their_own_file_is_left(leaver: Person, now: datetime) -> None:
    pages = Pages.of(leaver.user)
    with clock.stopped_at(now + timedelta(days=1)):
        assert try_to_sign_in(leaver.user) == "/"
        for address in ("/", reverse("people:platforms"), reverse("people:account"), reverse("notices:mine")):
            assert pages.leads_to(address) == reverse("personnel:my_file")
        page = pages.get(reverse("personnel:my_file"))
        assert "Agreed platforms" not in page.links
        assert pages.get(reverse("personnel:my_receipts"))
        assert pages.client.get(reverse("declarations:desk")).status_code == 404
        assert pages.get(reverse("account_logout"))


def test_when_that_time_is_over_they_are_signed_out_and_cannot_come_back(
    leaver: Person, now: datetime
) -> None:
    pages = Pages.of(leaver.user)
    with clock.stopped_at(now + timedelta(days=90)):
        pages.get(reverse("personnel:my_file"))
    with clock.stopped_at(now + timedelta(days=91)):
        assert pages.leads_to(reverse("personnel:my_file")).startswith(reverse("account_login"))
        assert "_auth_user_id" not in pages.client.session
        assert try_to_sign_in(leaver.user) == reverse("account_inactive")


def test_a_code_by_e_mail_lets_nobody_in_whose_time_is_over(leaver: Person, now: datetime) -> None:
    Trust.objects.update(leavers_days=0)
    with clock.stopped_at(now + timedelta(days=1)):
        pages = Pages()
        pages.client.post(reverse("account_request_login_code"), {"email": leaver.email})
        code = mail.outbox[-1].body.split("\n\n")[1].strip().split()[0]
        answer = pages.client.post(reverse("account_confirm_login_code"), {"code": code})
        assert "_auth_user_id" not in pages.client.session
        assert answer.status_code in (200, 302)


def test_who_comes_back_comes_in_again(leaver: Person, world: World, now: datetime) -> None:
    Engagement.objects.create(
        person=leaver, school=world.lake, category="agency", from_on=world.on + timedelta(days=200)
    )
    with clock.stopped_at(now + timedelta(days=150)):
        assert try_to_sign_in(leaver.user) == "/"


def test_a_role_without_a_job_is_enough_and_nothing_at_all_is_no_leaving(
    world: World, leaver: Person
) -> None:
    day_after = world.on + timedelta(days=1)
    assert get_left_on(leaver.pk, on=day_after) == world.on
    world.hold(leaver, Role.BOARD_MEMBER, None)
    assert get_left_on(leaver.pk, on=day_after) is None
    RoleHolding.objects.update(until_on=world.on)
    assert get_left_on(leaver.pk, on=day_after) == world.on
    assert get_left_on(world.person().pk, on=day_after) is None


def test_an_administrator_says_for_how_long(world: World) -> None:
    lucy = Pages.of(world.staff("", Role.ADMINISTRATOR, central=True).user)
    page = lucy.get(reverse("people:trust"))
    fields = {box.get("name"): box.get("value", "") for box in page.all("main//input[@name]")}
    lucy.send(reverse("people:trust"), {**fields, "leavers_days": "30"})
    assert Trust.objects.get().leavers_days == 30
