"""The pages of the desk, fetched as the people they are for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.declarations.at_state import NOW, Moves, Office, at_state
from tests.pages import Pages

from aboveboard.rules.actor import Role
from aboveboard.rules.transitions import DeclarationState
from aboveboard.web import clock

pytestmark = pytest.mark.django_db
LATER = NOW.replace(hour=15)


@pytest.fixture(autouse=True)
def afternoon():
    with clock.stopped_at(LATER):
        yield


def pages_of(office: Office, role: Role) -> Pages:
    return Pages.of(office.people[role].user)


def test_an_operations_manager_finds_what_is_new_and_acknowledges_it(office: Office) -> None:
    declaration = office.declare(other_name="Ada Lovelace")
    pages = pages_of(office, Role.SCHOOL_OPERATIONS_MANAGER)
    desk = pages.get("/desk/")
    assert "Waiting for you (1)" in desk.links
    page = pages.get(desk.follow("Staff Member Example and Ada Lovelace"))
    assert "We have been friends since school." in page.text
    small = pages.get(page.follow("Acknowledge it"))
    after = pages.send(small.response.wsgi_request.path, small.hidden())
    assert "You have acknowledged the declaration." in after.text
    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.ACKNOWLEDGED
    assert "Nothing waits for you" in pages.get("/desk/").text


def test_home_says_how_much_waits_on_the_desk_and_leads_there(office: Office) -> None:
    office.declare()
    office.declare()
    home = pages_of(office, Role.SCHOOL_OPERATIONS_MANAGER).get("/")
    assert home.follow("2 declarations on your desk") == "/desk/"
    assert "on your desk" not in pages_of(office, Role.STAFF_MEMBER).get("/").text


def test_several_are_ticked_and_acknowledged_at_once(office: Office) -> None:
    for _ in range(3):
        office.declare()
    pages = pages_of(office, Role.SCHOOL_OPERATIONS_MANAGER)
    ticks = [box.get("value") for box in pages.get("/desk/").all("input[@type='checkbox']")]
    assert len(ticks) == 3
    assert "You have acknowledged 3 declarations." in pages.send("/desk/", {"declaration": ticks}).text


def test_of_several_those_that_moved_on_are_named_and_the_others_go_through(office: Office) -> None:
    first, second = office.declare(), office.declare()
    pages = pages_of(office, Role.SCHOOL_OPERATIONS_MANAGER)
    Moves(office, first).ask()
    ticks = [f"{first.reference}:1", f"{second.reference}:1"]
    page = pages.post("/desk/", {"declaration": ticks})
    assert page.h1 == "Some had moved on"
    assert first.reference in page.text
    assert "asked a question" in page.text
    second.refresh_from_db()
    assert second.state == DeclarationState.ACKNOWLEDGED


def test_nothing_ticked_is_an_error_that_leads_to_the_first_box(office: Office) -> None:
    office.declare()
    page = pages_of(office, Role.SCHOOL_OPERATIONS_MANAGER).post("/desk/", {})
    assert page.problems == ["Tick the declarations that you want to acknowledge"]


def test_the_second_of_two_is_told_what_changed_and_keeps_their_words(office: Office) -> None:
    declaration = office.declare()
    Moves(office, declaration).acknowledge()
    page = pages_of(office, Role.SENIOR_LEADER).post(
        f"/desk/{declaration.reference}/refer/",
        {"version": 1, "reasons": "They met through the school club."},
        status=409,
    )
    assert "acknowledged it" in page.text
    assert "They met through the school club." in page.text


def test_a_step_that_is_over_leads_back_to_the_declaration(office: Office) -> None:
    declaration = at_state(office, DeclarationState.ACKNOWLEDGED)
    pages = pages_of(office, Role.SCHOOL_OPERATIONS_MANAGER)
    assert pages.leads_to(f"/desk/{declaration.reference}/acknowledge/") == f"/desk/{declaration.reference}/"
    assert "This is how it stands" in pages.get(f"/desk/{declaration.reference}/").text


STEP_PAGES = {
    "acknowledge": (DeclarationState.NEW, Role.SCHOOL_OPERATIONS_MANAGER, {}),
    "ask": (DeclarationState.NEW, Role.SCHOOL_OPERATIONS_MANAGER, {"text": "Since when?"}),
    "condition": (
        DeclarationState.ACKNOWLEDGED,
        Role.SCHOOL_OPERATIONS_MANAGER,
        {"text": "Not in the class group."},
    ),
    "refer": (DeclarationState.NEW, Role.SCHOOL_OPERATIONS_MANAGER, {"reasons": "They met here."}),
    "may-go-on": (
        DeclarationState.REFERRED,
        Role.SENIOR_LEADER,
        {"reasons": "An old friend.", "conditions": "Not about school."},
    ),
    "ask-to-stop": (
        DeclarationState.REFERRED,
        Role.SENIOR_LEADER,
        {
            "reasons": "They met here.",
            "respond_by_on-day": "7",
            "respond_by_on-month": "12",
            "respond_by_on-year": "2026",
        },
    ),
    "uphold": (DeclarationState.UNDER_REVIEW, Role.HEADTEACHER, {"reasons": "I agree."}),
    "overturn": (DeclarationState.UNDER_REVIEW, Role.HEADTEACHER, {"reasons": "I see it otherwise."}),
}


@pytest.mark.parametrize("slug", STEP_PAGES)
def test_each_step_has_a_page_that_names_what_is_missing_and_goes_through(office: Office, slug: str) -> None:
    state, role, fields = STEP_PAGES[slug]
    declaration = at_state(office, state)
    pages, path = pages_of(office, role), f"/desk/{declaration.reference}/{slug}/"
    form = pages.get(path)
    if fields:
        assert pages.post(path, form.hidden()).problems
    after = pages.send(path, {**form.hidden(), **fields})
    assert after.response.wsgi_request.path == f"/desk/{declaration.reference}/"
    for words in fields.values():
        if " " in words:
            assert words in after.text


def test_a_response_may_not_be_asked_for_too_soon(office: Office) -> None:
    declaration = at_state(office, DeclarationState.REFERRED)
    path = f"/desk/{declaration.reference}/ask-to-stop/"
    soon = {"respond_by_on-day": "25", "respond_by_on-month": "11", "respond_by_on-year": "2026"}
    page = pages_of(office, Role.SENIOR_LEADER).post(
        path, {"version": declaration.version, "reasons": "They met here.", **soon}
    )
    assert any("30 November 2026 or later" in problem for problem in page.problems)


def test_a_stop_is_concluded_when_the_time_to_respond_has_passed(office: Office) -> None:
    declaration = at_state(office, DeclarationState.STOP_ASKED)
    pages, path = pages_of(office, Role.SENIOR_LEADER), f"/desk/{declaration.reference}/stopped/"
    fields = {"version": declaration.version, "reasons": "No response came."}
    assert "time to respond" in pages.post(path, fields, status=403).text
    with clock.stopped_at(NOW.replace(month=12)):
        assert "It is recorded as stopped." in pages.send(path, fields).text


def test_whoever_is_in_conflict_hands_it_on_and_cannot_find_it_again(office: Office) -> None:
    declaration = office.declare()
    pages, path = (
        pages_of(office, Role.SCHOOL_OPERATIONS_MANAGER),
        f"/desk/{declaration.reference}/hand-on/",
    )
    after = pages.send(path, pages.get(path).hidden())
    assert after.response.wsgi_request.path == "/desk/"
    pages.get(f"/desk/{declaration.reference}/", status=404)
    assert (
        "Acknowledge it" in pages_of(office, Role.SENIOR_LEADER).get(f"/desk/{declaration.reference}/").links
    )


def test_those_to_whom_it_did_not_come_find_and_count_nothing(office: Office) -> None:
    declaration = office.declare()
    for role in (Role.HEADTEACHER, Role.DESIGNATED_SAFEGUARDING_LEAD, Role.TRUST_HR, Role.TRUST_LEADER):
        pages_of(office, role).get(f"/desk/{declaration.reference}/", status=404)
        assert "Nothing has come to you" in pages_of(office, role).get("/desk/all/").text


def test_the_safeguarding_lead_sees_what_names_a_pupil(office: Office) -> None:
    declaration = office.declare(names_a_pupil=True)
    pages = pages_of(office, Role.DESIGNATED_SAFEGUARDING_LEAD)
    page = pages.get(f"/desk/{declaration.reference}/")
    assert "Acknowledge it" not in page.links
    assert "Ask a question" in page.links


def test_the_list_is_filtered_sorted_and_exported(office: Office) -> None:
    office.declare(other_name="Ada Lovelace")
    office.declare(other_name="Grace Hopper", names_a_pupil=True)
    pages = pages_of(office, Role.SCHOOL_OPERATIONS_MANAGER)
    for query, shown in (
        ({"q": "lovelace"}, "Ada Lovelace"),
        ({"pupil": "no"}, "Ada Lovelace"),
        ({"kind": "pupil"}, "Grace Hopper"),
        ({"kind": "parent"}, "Ada Lovelace"),
        ({"received": "term", "pupil": "yes"}, "Grace Hopper"),
        ({"platform": "facebook", "q": "hopper"}, "Grace Hopper"),
    ):
        page = pages.get("/desk/all/", query)
        names = {"Ada Lovelace", "Grace Hopper"}
        assert {name for name in names if name in page.text} == {shown}, query
    assert "No declaration matches" in pages.get("/desk/all/", {"received": "earlier"}).text
    text = pages.download("/desk/?export=csv&pupil=no").content.decode("utf-8-sig")
    assert "Ada Lovelace" in text
    assert "Grace Hopper" not in text
    assert pages.download("/desk/?export=xlsx").content.startswith(b"PK")


def test_a_list_and_a_page_cost_the_same_for_one_and_for_three(office: Office) -> None:
    declaration = office.declare()
    pages = pages_of(office, Role.SCHOOL_OPERATIONS_MANAGER)
    paths = ["/desk/", "/desk/all/", f"/desk/{declaration.reference}/"]

    def count() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                pages.get(path)
            found.append(len(queries))
        return found

    count()
    one = count()
    office.declare()
    office.declare()
    assert count() == one
    assert max(one) <= 16, one


def test_the_form_can_be_had_as_it_was_signed(office: Office) -> None:
    declaration = office.declare()
    path = f"/desk/{declaration.reference}/document/"
    assert pages_of(office, Role.SCHOOL_OPERATIONS_MANAGER).download(path).content.startswith(b"%PDF")
    pages_of(office, Role.HEADTEACHER).get(path, status=404)


def test_a_round_is_opened_reminded_and_closed(office: Office) -> None:
    pages = pages_of(office, Role.SCHOOL_OPERATIONS_MANAGER)
    assert "No rounds yet" in pages.get("/desk/rounds/").text
    form = pages.get("/desk/rounds/open/")
    assert pages.post("/desk/rounds/open/", form.hidden()).problems
    due = {"due_on-day": "4", "due_on-month": "12", "due_on-year": "2026", "note": "Thank you."}
    opened = pages.send("/desk/rounds/open/", {**form.hidden(), **due})
    assert "0 of " in opened.text
    path = opened.response.wsgi_request.path
    assert "will get a reminder" in pages.send(f"{path}remind/").text
    assert pages.post(f"{path}remind/", status=409)
    assert "The round is closed." in pages.send(f"{path}close/").text
    assert pages.download(f"{path}?export=csv").content
    assert "Closed" in pages.get("/desk/rounds/").text
    pages_of(office, Role.SENIOR_LEADER).get(path, status=404)
