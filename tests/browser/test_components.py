"""Every component in a real browser, on a desk and on a phone, with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.browser.looks import assert_accessible, assert_fits, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_the_components_are_accessible_on_a_desk(desktop: Page) -> None:
    desktop.goto("/demo/components")
    picture(desktop, "components-desktop")
    assert_accessible(desktop)


def test_the_components_are_accessible_on_a_phone(phone: Page) -> None:
    phone.goto("/demo/components")
    picture(phone, "components-phone")
    assert_accessible(phone)


def test_the_filter_is_folded_on_a_phone_and_open_on_a_desk(phone: Page, desktop: Page) -> None:
    phone.goto("/demo/components")
    expect(phone.get_by_label("State", exact=True)).to_be_hidden()
    phone.get_by_text("Filter", exact=True).click()
    phone.get_by_label("State", exact=True).select_option("new")
    phone.get_by_role("button", name="Apply filters").click()
    expect(phone.get_by_role("link", name="State: New")).to_be_visible()
    desktop.goto("/demo/components")
    expect(desktop.get_by_label("State", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [320, 360, 768])
def test_nothing_runs_off_a_narrow_screen(desktop: Page, width: int) -> None:
    # 1280 px at 400% is a screen of 320 px.
    desktop.set_viewport_size({"width": width, "height": 800})
    desktop.goto("/demo/components")
    assert_fits(desktop)


def test_errors_come_first_and_lead_to_what_is_wrong(desktop: Page, phone: Page) -> None:
    for name, page in (("desktop", desktop), ("phone", phone)):
        page.goto("/demo/components")
        page.get_by_role("button", name="Send").click()
        expect(page).to_have_title("Error: Components - Demo - Aboveboard")
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        picture(page, f"errors-{name}")
        assert_accessible(page)
        page.get_by_role("link", name="Enter full name").click()
        expect(page.get_by_label("Full name")).to_be_focused()


def test_an_answer_reveals_its_question(desktop: Page) -> None:
    desktop.goto("/demo/components")
    expect(desktop.get_by_label("How?")).to_be_hidden()
    desktop.get_by_label("Another way").check()
    expect(desktop.get_by_label("How?")).to_be_visible()
    assert_accessible(desktop)


def test_everything_can_be_asked_without_javascript(without_javascript: Page) -> None:
    page = without_javascript
    page.goto("/demo/components")
    expect(page.get_by_label("How?")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("link", name="Enter full name")).to_be_visible()
    page.locator("summary", has_text="Filter").click()
    expect(page.get_by_label("State", exact=True)).to_be_visible()


def test_the_skip_link_is_the_first_thing_a_keyboard_reaches(desktop: Page) -> None:
    desktop.goto("/demo/components")
    desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("link", name="Skip to main content")).to_be_focused()


def test_a_page_that_is_not_there_is_accessible(desktop: Page, phone: Page) -> None:
    for name, page in (("desktop", desktop), ("phone", phone)):
        page.goto("/nowhere")
        picture(page, f"not-found-{name}")
        assert_accessible(page)
