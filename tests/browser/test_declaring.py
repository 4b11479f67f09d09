"""The table of several parents, on a phone, on a desk and without JavaScript. test_journey.py walks the rest."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page
from tests.browser.looks import assert_accessible, picture, sign_in
from tests.declarations.declaring.conftest import SmallSchool, make_small_school

from aboveboard.web import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def small(transactional_db: None) -> SmallSchool:
    return make_small_school(clock.now())


def test_the_table_of_parents_takes_another_line_without_javascript(
    without_javascript: Page,
    phone: Page,
    desktop: Page,
    small: SmallSchool,
    live_server: Any,
) -> None:
    for name, page in (("plain", without_javascript), ("phone", phone), ("desktop", desktop)):
        sign_in(page, small.teacher, live_server)
        page.goto("/declare/")
        page.get_by_label("Several parents").check()
        page.get_by_role("button", name="Start").click()
        page.get_by_label("Name").first.fill("Ann Aye")
        page.get_by_role("button", name="Add another").click()
        assert page.get_by_label("Name").count() == 4
        assert page.get_by_label("Name").first.input_value() == "Ann Aye"
        picture(page, f"people-{name}")
        if name != "plain":  # axe is a script
            assert_accessible(page)
