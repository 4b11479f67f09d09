"""A roster from the file to the result, as an administrator does it, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looks import assert_accessible, picture, sign_in
from tests.people.rosters.exports import USERS, oneroster
from tests.people_of_a_school import make_person, make_school

from aboveboard.people.models import Person, PersonSource, Trust
from aboveboard.people.roster_files.sources import Source
from aboveboard.rules.actor import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STAFF_LIST = b"Ref,Forename,Surname,Email,School\nAO,Ada,Okafor,ada@example.test,Hill School\n"


@pytest.fixture
def lucy(transactional_db: None) -> Person:
    Trust.objects.get_or_create(pk=1, defaults={"name": "Test Learning Trust"})
    make_school("hill", "Hill School")
    return make_person("Lucy", "Ferrand", roles=(Role.ADMINISTRATOR,))


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desk", "phone"])
def page(
    request: pytest.FixtureRequest, browser: Browser, live_server: object, lucy: Person
) -> Iterator[Page]:
    context = browser.new_context(base_url=str(live_server), locale="en-GB", viewport=request.param)
    context.set_default_timeout(10_000)
    page = context.new_page()
    sign_in(page, lucy, live_server)
    page.goto("/rosters/")
    yield page
    context.close()


def look(page: Page, name: str) -> None:
    picture(page, f"roster-{name}-{page.viewport_size['width']}")
    assert_accessible(page)


def hand_in(page: Page, kind: str, source: Source) -> None:
    page.get_by_role("button", name="Hand in a file").click()
    page.get_by_label(kind).check()
    file = {"name": source.name, "mimeType": "application/octet-stream", "buffer": source.content or b""}
    page.get_by_label("The file").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_label("Which system does it come from?").fill("Arbor")
    look(page, "hand-in")
    page.get_by_role("button", name="Hand it in").click()


def test_a_roster_is_handed_in_looked_at_and_taken_in(page: Page) -> None:
    look(page, "empty")
    hand_in(page, "OneRoster", oneroster())
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    page.get_by_text("Which ones", exact=True).last.click()
    expect(page.get_by_text("Ada Okafor")).to_be_visible()
    look(page, "preview")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("heading", name="The roster is taken in")).to_be_visible()
    look(page, "taken-in")
    page.get_by_role("link", name="Back to rosters").click()
    look(page, "list")
    assert PersonSource.objects.filter(source="arbor").count() == 3


def test_a_list_asks_for_its_columns_and_a_refused_one_can_be_downloaded(page: Page) -> None:
    hand_in(page, "A list of staff", Source("staff.csv", content=STAFF_LIST))
    expect(page.get_by_label("Work e-mail address")).to_have_value("Email")
    page.get_by_label("Their number or code").select_option("Ref")
    page.get_by_label("Yes, everybody of the schools in it").check()
    look(page, "columns")
    page.get_by_role("button", name="See what would change").click()
    look(page, "list-preview")
    page.get_by_role("button", name="Take it in").click()
    page.goto("/rosters/")
    hand_in(page, "OneRoster", oneroster(users=[*USERS, USERS[0]]))
    expect(page.get_by_role("heading", name="This file cannot be taken in")).to_be_visible()
    look(page, "refused")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download them as a list (CSV)").click()
    assert download.value.suggested_filename.startswith("problems-")
    page.get_by_role("button", name="Delete the file").click()
    expect(page.get_by_text("The file is deleted")).to_be_visible()


def test_the_office_adds_a_supply_teacher_who_was_here_before(page: Page, lucy: Person) -> None:
    lake = make_school("lake", "Lake School")
    make_person("Grace", "Liu", roles=(Role.STAFF_MEMBER,), school=lake)
    page.goto("/visitors/")
    look(page, "bookings-empty")
    page.get_by_role("button", name="Add somebody").click()
    page.get_by_label("First names").fill("Grace")
    page.get_by_label("Family name").fill("Liu")
    page.get_by_label("Supply, from an agency").check()
    page.get_by_label("Which agency?").fill("Kestrel Supply")
    page.get_by_label("Which school?").select_option("Hill School")
    look(page, "booking")
    page.get_by_role("button", name="Add them").click()
    page.get_by_label("Grace Liu").check()
    look(page, "booking-same")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Grace Liu is added.")).to_be_visible()
    look(page, "bookings")
    page.get_by_role("link", name="Say their last day").click()
    look(page, "booking-end")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Grace Liu leaves after that day.")).to_be_visible()
