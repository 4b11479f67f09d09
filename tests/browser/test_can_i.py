"""Can I ...?, asked in a real browser: on a desk, on a phone, and without JavaScript."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from tests.browser.looks import assert_accessible, picture, sign_in
from tests.people.world import World

from aboveboard.notices.models import Alert
from aboveboard.people.models import Person
from aboveboard.rules.actor import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def teacher() -> Person:
    world = World.build(date(2026, 11, 23))
    head = world.staff("Hana Head", Role.HEADTEACHER)
    world.staff("Lena Lead", Role.DESIGNATED_SAFEGUARDING_LEAD, manager=head)
    manager = world.staff("Mo Manager", manager=head)
    return world.staff("Tia Teacher", manager=manager)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def _nothing(page: Page) -> None:
    """axe itself is a script."""


@pytest.mark.parametrize("size", ["desktop", "phone", "without_javascript"])
def test_a_friend_who_is_a_parent(request, live_server, teacher, size):
    page: Page = request.getfixturevalue(size)
    check = _nothing if size == "without_javascript" else assert_accessible
    sign_in(page, teacher, live_server)
    page.goto("/ask/")
    picture(page, f"ask-platform-{size}")
    check(page)
    go_on(page)
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    check(page)
    page.get_by_label("WhatsApp").check()
    go_on(page)
    picture(page, f"ask-who-{size}")
    check(page)
    page.get_by_label("A friend", exact=True).check()
    page.get_by_label("A parent or carer of a pupil").check()
    page.get_by_label("Which school?").select_option("hill")
    go_on(page)
    picture(page, f"ask-beginning-{size}")
    check(page)
    page.get_by_label("Year").fill("2011")
    page.get_by_label("No", exact=True).check()
    go_on(page)
    page.get_by_label("We are in touch already").check()
    page.get_by_label("Messages, or being friends or followers of each other").check()
    page.get_by_label("Private, from my own account").check()
    picture(page, f"ask-contact-{size}")
    check(page)
    go_on(page)
    expect(page.get_by_role("heading", name="Yes, if you declare it.")).to_be_visible()
    picture(page, f"ask-answer-{size}")
    check(page)
    page.get_by_role("button", name="Keep this answer").click()
    expect(page.get_by_text("Only you can read it.")).to_be_visible()
    picture(page, f"ask-kept-{size}")
    check(page)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_child_may_be_at_risk_and_somebody_is_really_told(request, live_server, teacher, size):
    page: Page = request.getfixturevalue(size)
    sign_in(page, teacher, live_server)
    page.goto("/ask/")
    page.get_by_role("button", name="A child may be at risk").click()
    expect(page.get_by_text("Nobody has been told yet.")).to_be_visible()
    picture(page, f"ask-at-risk-{size}")
    assert_accessible(page)
    page.get_by_role("button", name="Tell them now").click()
    expect(page.get_by_text("Lena Lead was told at")).to_be_visible()
    picture(page, f"ask-told-{size}")
    assert_accessible(page)
    assert Alert.objects.count() == 1
