"""A child may be at risk, said while asking "Can I ...?". test_journey.py walks through the questions."""

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
