"""Can I ...?: the pages, and that nothing of it is kept."""

import logging

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from tests.declarations.asking.journey import (
    ASK,
    FRIEND_WHO_IS_A_PARENT,
    PARENT_AFTER_WORK,
    PUPIL_AS_FRIEND,
    PUPIL_IN_TOUCH,
    PUPIL_WANTED,
    PUPIL_WHO_ASKED,
    Journey,
    walked,
)
from tests.pages import Pages

JOURNEYS = {
    "Yes, if you declare it.": FRIEND_WHO_IS_A_PARENT,
    "Do not accept this contact. Report it to a senior leader.": PUPIL_WHO_ASKED,
    "This contact is not allowed and must end.": PUPIL_IN_TOUCH,
    "This contact is not allowed.": PUPIL_WANTED,
    "Ask first: this needs an answer from someone before it goes on.": PARENT_AFTER_WORK,
}


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.mark.parametrize("headline", JOURNEYS)
def test_each_journey_ends_in_its_answer(school, headline):
    journey = walked(school.pages(school.teacher), JOURNEYS[headline])
    assert journey.page.h1 == headline
    assert (
        "Nobody has been told by this page." in journey.page.text
        or headline == "This contact is not allowed."
    )


def test_a_friend_who_is_a_parent_takes_four_pages(school):
    journey = Journey(school.pages(school.teacher))
    assert len(FRIEND_WHO_IS_A_PARENT) == 4, "context, and check and sign, are the fifth and sixth"
    for step in FRIEND_WHO_IS_A_PARENT:
        journey.go(**step)
    assert journey.page.h1 == "Yes, if you declare it."


def test_nothing_of_it_is_kept_put_in_an_address_or_logged(school, caplog):
    client = Client()
    client.force_login(school.teacher.user)
    before = rows()
    sessions = list(Session.objects.values_list("session_key", "session_data"))
    with caplog.at_level(logging.DEBUG):
        journey = walked(Pages(client), PUPIL_AS_FRIEND)
    assert journey.page.h1.startswith("Ask first")
    assert rows() == before
    assert list(Session.objects.values_list("session_key", "session_data")) == sessions
    assert journey.page.response.headers["Cache-Control"] == "no-store"
    assert not journey.page.response.wsgi_request.META["QUERY_STRING"]
    assert set(client.cookies) <= {"sessionid", "csrftoken"}
    for form in journey.page.all("form"):
        assert form.get("method") == "post", "a form that sends by address"
    said = " ".join(
        f"{record.getMessage()} {vars(record)}" for record in caplog.records if "sql" not in vars(record)
    )
    for typed in ("snapchat", "unsure", "connected"):
        assert typed not in said


def test_an_answer_in_the_address_is_not_read(school):
    page = school.pages(school.teacher).get(ASK, {"platforms": "whatsapp"})
    assert page.h1 == "Where are you in touch, or where might you be?"
    assert not page.all("input[@checked]")


def test_a_page_that_is_not_filled_in_says_what_is_missing(school):
    journey = Journey(school.pages(school.teacher))
    assert journey.go().problems
    journey.go(platforms=["whatsapp"])
    assert journey.go(kinds=["parent"]).problems == [
        "Choose the school they are or were at, or their child is at"
    ]
    assert journey.go(kinds=["page", "friend"]).problems
    assert journey.go(kinds=["pupil", "former_pupil"], school="hill").problems


def test_back_loses_nothing_that_was_typed(school):
    journey = walked(school.pages(school.teacher), FRIEND_WHO_IS_A_PARENT[:2])
    journey.go("back", **{"since-year": "2011"})
    assert journey.page.h1 == "How do you know them?"
    assert {box.get("value") for box in journey.page.all("input[@checked]")} == {"friend", "parent"}
    journey.go(**FRIEND_WHO_IS_A_PARENT[1])
    assert [box.get("value") for box in journey.page.all("input[@id='id_since-year']")] == ["2011"]
    assert not journey.page.problems


def test_sending_a_page_again_shows_the_same(school):
    journey = walked(school.pages(school.teacher), FRIEND_WHO_IS_A_PARENT[:3])
    sent = {**journey.form(), **FRIEND_WHO_IS_A_PARENT[3], "go": "next"}
    assert journey.pages.post(ASK, sent).h1 == journey.pages.post(ASK, sent).h1


def test_an_answer_is_changed_from_the_last_page_and_stale_ones_do_not_count(school):
    journey = walked(school.pages(school.teacher), FRIEND_WHO_IS_A_PARENT)
    journey.go("change-who")
    assert journey.page.h1 == "How do you know them?"
    journey.go(kinds=["parent"], school="hill")
    assert journey.page.h1 == "This contact is not allowed and must end."
    assert "Since when" not in journey.page.text


def test_texts_to_a_grown_up_are_no_matter_of_the_guidance(school):
    journey = Journey(school.pages(school.teacher))
    journey.go(platforms=["text_message"])
    journey.go(kinds=["friend", "parent"], school="hill")
    assert journey.page.h1 == "This is not social media"
    assert "pupil" in journey.page.text


def test_somebody_who_is_no_member_of_staff_does_not_find_it(school):
    stranger = school.world.person("Stella Stranger")
    school.pages(stranger).get(ASK, status=404)


def test_where_there_is_no_contact_yet_there_is_nothing_to_sign(school):
    page = walked(school.pages(school.teacher), PUPIL_WANTED).page
    assert "Thank you for asking first." in page.text
    buttons = page.texts("main//button")
    assert "Declare this" not in buttons
    assert "Tell us yourself" not in buttons


def test_no_date_is_shown_that_was_not_typed(school):
    page = walked(school.pages(school.teacher), PUPIL_IN_TOUCH).page
    assert "looked at again" not in page.text
