"""The first page: what waits, and what each role is for."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.notices.telling import tell
from tests.pages import Pages
from tests.people_of_a_school import actor_of, make_holders, make_person

from aboveboard.declarations.services.named import RequestKind, submit_named_request
from aboveboard.people.models import Person
from aboveboard.rules.actor import Role, Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


@pytest.fixture
def people() -> dict[Role, Person]:
    return make_holders()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.STAFF_MEMBER])
def test_every_role_reads_what_it_is_for_and_can_go_there(role: Role, people: dict[Role, Person]):
    pages = Pages.of(people[role].user)
    home = pages.get("/")
    assert "What your role lets you see" in home.text
    assert "Nothing waits for you." in home.text
    for row in home.all("dl//a"):
        pages.get(row.get("href"))


def test_a_teacher_has_no_role_to_read_of(people: dict[Role, Person]):
    assert "What your role" not in Pages.of(people[Role.STAFF_MEMBER].user).get("/").text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.BOARD_MEMBER, Role.CHAIR])
def test_whoever_is_no_member_of_staff_is_not_asked_what_to_do(role: Role, people: dict[Role, Person]):
    home = Pages.of(people[role].user).get("/")
    assert home.h1 == "Home"
    assert "Declare a relationship" not in home.links


def test_whoever_holds_nothing_today_reads_that_what_is_theirs_stays_theirs():
    home = Pages.of(make_person("Leaver").user).get("/")
    assert "You hold no role today" in home.text
    assert "My file" in home.links


def test_what_nobody_has_read_waits_until_it_is_read(people: dict[Role, Person]):
    teacher = people[Role.STAFF_MEMBER]
    tell(actor_of(teacher))
    pages = Pages.of(teacher.user)
    waits = pages.get("/").follow("1 notice you have not read")
    notice = pages.get(waits)
    pages.send(notice.all("main//tbody//a")[0].get("href"), {"read": "1"})
    assert "Nothing waits for you." in pages.get("/").text


def test_a_request_waits_for_the_data_protection_officer(people: dict[Role, Person], now: datetime):
    submit_named_request(
        actor=Visitor(),
        kind=RequestKind.ASK,
        name="Nia Named",
        email="nia@example.test",
        text="Am I named?",
        now=now,
    )
    officer = Pages.of(people[Role.DATA_PROTECTION_OFFICER].user)
    assert "Nia Named" in officer.get(officer.get("/").follow("1 person asks about a record")).text
    assert "about a record" not in Pages.of(people[Role.TRUST_HR].user).get("/").text
