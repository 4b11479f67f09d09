"""A declaration on its way over the desks: manager, senior leader, another reviewer; on a phone and on a desktop."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.browser.looks import assert_accessible, picture, sign_in
from tests.declarations.at_state import Moves, Office

from aboveboard.rules.actor import Role
from aboveboard.web import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page: Page, name: str) -> None:
    assert_accessible(page)
    picture(page, name)


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_declaration_goes_over_the_desks(screen: str, request: pytest.FixtureRequest, live_server) -> None:
    office = Office.build()
    office.now = clock.now()
    first = office.declare(other_name="Ada Lovelace", names_a_pupil=True)
    second = office.declare(other_name="Grace Hopper")
    page: Page = request.getfixturevalue(screen)

    sign_in(page, office.people[Role.SCHOOL_OPERATIONS_MANAGER], live_server)
    page.goto("/desk/")
    look(page, f"desk-list-{screen}")
    page.get_by_role("button", name="Acknowledge those ticked").click()
    page.locator(".govuk-error-summary").wait_for()
    look(page, f"desk-list-error-{screen}")
    page.get_by_label("Staff Member Example and Grace Hopper").check()
    page.get_by_role("button", name="Acknowledge those ticked").click()
    page.get_by_text("You have acknowledged 1 declaration.").wait_for()
    page.get_by_role("link", name="Staff Member Example and Ada Lovelace").click()
    page.get_by_text("What has happened").wait_for()
    look(page, f"desk-declaration-{screen}")
    page.get_by_role("link", name="Look for the name in school records").click()
    page.get_by_role("button", name="Save").wait_for()
    look(page, f"desk-match-{screen}")
    page.get_by_label("Nobody in our records").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Send it to a senior leader").click()
    page.get_by_role("button", name="Send it on").click()
    page.locator(".govuk-error-summary").wait_for()
    look(page, f"desk-refer-error-{screen}")
    page.get_by_label("Why might it not go with section 8?").fill("They met through the school.")
    page.get_by_role("button", name="Send it on").click()
    page.get_by_text("It is with a senior leader now.").wait_for()
    page.goto("/desk/rounds/open/")
    look(page, f"desk-open-round-{screen}")

    sign_in(page, office.people[Role.SENIOR_LEADER], live_server)
    page.goto("/desk/")
    page.get_by_role("link", name="Staff Member Example and Ada Lovelace").click()
    page.get_by_role("link", name="Ask for the contact to stop").click()
    page.get_by_role("button", name="Ask for it to stop").wait_for()
    look(page, f"desk-stop-{screen}")
    first.refresh_from_db()
    moves = Moves(office, first)
    moves.ask_to_stop()
    page.get_by_label("What are your reasons?").fill("It began at school, and I want these words back.")
    page.get_by_label("Day").fill("1")
    page.get_by_label("Month").fill("12")
    page.get_by_label("Year").fill(str(office.now.year + 1))
    page.get_by_role("button", name="Ask for it to stop").click()
    page.get_by_text("It began at school, and I want these words back.").wait_for()
    look(page, f"desk-moved-on-{screen}")

    moves.ask_for_review()
    sign_in(page, office.people[Role.HEADTEACHER], live_server)
    page.goto(f"/desk/{first.reference}/")
    page.get_by_role("link", name="The contact may go on").click()
    page.get_by_label("What are your reasons?").fill("They were friends before.")
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_text("Your decision is on their file").wait_for()
    look(page, f"desk-decided-{screen}")

    sign_in(page, office.people[Role.STAFF_MEMBER], live_server)
    page.goto(f"/declarations/{first.reference}/")
    page.get_by_text("They were friends before.").wait_for()
    look(page, f"desk-author-{screen}")
    assert second.reference
