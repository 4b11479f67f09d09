"""Where the answer leads: declare, tell us yourself, report an approach, ask first, or nothing to sign."""

import pytest
from tests.declarations.declaring.conftest import (
    BEGINNING,
    CONTACT,
    CONTEXT,
    FRIEND,
    READY,
    SmallSchool,
    Walk,
)

from aboveboard.declarations.models import Declaration, DeclarationMatter, Draft, Question
from aboveboard.notices.selectors.alerts import list_open_alerts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fixed_clock")]

PUPIL = {
    "other_name": "Pip Pupil",
    "kinds": ["pupil"],
    "school": "hill",
    "under_18": "yes",
    "child_at_risk": "no",
    "taught": "yes",
    "peer": "no",
    "parents_know": "not_sure",
    **BEGINNING,
    **CONTACT,
    **CONTEXT,
    **READY,
}


def parent_with(walk: Walk, *kinds: str, **contact: object) -> Walk:
    walk.fill(other_name="Pat Parent", kinds=["parent", *kinds], school="hill")
    if kinds and kinds[0] == "friend":
        walk.fill(**BEGINNING)
    return walk.fill(**{**CONTACT, **contact}).fill(**CONTEXT).fill(**READY)


def test_a_parent_not_yet_in_touch_ends_kindly_with_nothing_to_sign(small: SmallSchool):
    walk = parent_with(Walk.begin(small.teacher), stage="staff_wants")
    assert walk.page.h1 == "There is nothing to sign"
    assert "Thank you for asking first" in walk.page.text


def test_a_parent_already_in_touch_is_told_of_to_the_head_and_the_safeguarding_lead(small: SmallSchool):
    walk = parent_with(Walk.begin(small.teacher))
    assert "You may speak to your union first" in walk.page.text
    walk.sign()
    filed = Declaration.objects.get()
    assert filed.matter == DeclarationMatter.REPORT
    assert {row.person for row in filed.recipients.all()} == {small.head, small.lead}


def test_a_pupil_who_asked_is_an_approach_and_nobody_need_write_to_a_child(small: SmallSchool):
    walk = Walk.begin(small.teacher, "approach")
    walk.through(**{**PUPIL, "stage": "they_asked"})
    assert "You need not write to a child" in walk.page.text
    assert "Keep the messages there are" in walk.page.text
    walk.sign()
    assert Declaration.objects.get().matter == DeclarationMatter.APPROACH
    assert "Report of an approach on social media" in walk.pages.get("/my-file").text


def test_a_question_goes_along_with_a_tie_that_is_declared(small: SmallSchool):
    walk = Walk.begin(small.teacher)
    walk.through(**{**PUPIL, "kinds": ["pupil", "friend"]}).sign()
    filed = Declaration.objects.get()
    question = Question.objects.get()
    assert question.declaration == filed
    assert question.assigned_to == small.lead
    assert small.lead in {row.person for row in filed.recipients.all()}


def test_a_question_alone_is_asked_without_a_signature(small: SmallSchool):
    walk = parent_with(Walk.begin(small.teacher), "acquaintance")
    assert walk.page.h1 == "Check and ask"
    walk.page = walk.pages.send(walk.address, {})
    assert not Declaration.objects.exists()
    assert not Draft.objects.exists()
    assert Question.objects.get().assigned_to == small.head


def test_contact_that_must_be_told_raises_an_alert_for_the_safeguarding_lead(small: SmallSchool):
    walk = Walk.begin(small.teacher)
    walk.through(**PUPIL).sign()
    (alert,) = list_open_alerts(small.world.actor(small.lead))
    assert "Pip" not in alert.subject
    assert list_open_alerts(small.world.actor(small.office)) == []


def test_where_a_child_may_be_at_risk_every_page_says_first_whom_to_tell(small: SmallSchool):
    walk = Walk.begin(small.teacher)
    walk.fill(**PUPIL).fill(**{**PUPIL, "child_at_risk": "unsure"})
    while not walk.address.endswith("/check/"):
        assert "Nobody has been told yet" in walk.page.text
        assert walk.page.text.startswith("A child may be at risk: tell someone now")
        walk.fill(**{**PUPIL, "child_at_risk": "unsure"})
    assert "union" not in walk.page.text
    draft = walk.draft
    walk.page = walk.pages.send(f"/declare/{draft}/alert/")
    assert "Della Lead was told" in walk.page.text


def test_text_messages_to_an_adult_are_not_social_media(small: SmallSchool):
    walk = Walk.begin(small.teacher).fill(**FRIEND).fill(**BEGINNING)
    walk.fill(**{**CONTACT, "platforms": ["text_message"]}).fill(**CONTEXT).fill(**READY)
    assert "This is not social media" in walk.page.text
    assert walk.page.h1 == "There is nothing to sign"


def test_several_parents_stand_in_one_table_and_each_has_a_verdict_and_a_record(small: SmallSchool):
    walk = Walk.begin(small.teacher, "several")
    rows = {
        "people-0-name": "Ann Aye",
        "people-0-tie": "friend",
        "people-0-year": "2012",
        "people-0-through_work": "no",
        "people-1-name": "Bob Bee",
        "people-1-tie": "friend",
        "people-1-year": "",
        "people-1-through_work": "yes",
        "people-TOTAL_FORMS": "3",
        "school": "hill",
    }
    before = walk.address
    walk.page = walk.pages.send(before, {**walk.page.hidden(), **rows, "go": "add"})
    assert len(walk.page.texts("legend")) >= 4
    walk.fill(**{**rows, "people-TOTAL_FORMS": "4"}).fill(**CONTACT).fill(**CONTEXT).fill(**READY)
    assert "Ann Aye: Yes, if you declare it." in walk.page.text
    assert "Bob Bee: Ask first" in walk.page.text
    walk.sign()
    assert [filed.other_name for filed in Declaration.objects.all()] == ["Ann Aye"]
    assert Question.objects.get().other_name == "Bob Bee"


def test_ones_own_family_at_the_school_takes_one_screen_and_one_signature(small: SmallSchool):
    walk = Walk.begin(small.teacher, "family")
    walk.fill(
        **{
            "people-0-name": "Cy Teacher",
            "people-0-link": "pupil",
            "people-1-name": "Dee Teacher",
            "people-1-link": "parent",
            "school": "hill",
        }
    )
    walk.fill(**CONTACT, child_at_risk="no").fill(**CONTEXT, parents_know="yes").fill(**READY).sign()
    assert walk.screens == 5
    assert {filed.other_name for filed in Declaration.objects.all()} == {"Cy Teacher", "Dee Teacher"}
    assert [filed.parents_know for filed in Declaration.objects.order_by("pk")] == ["yes", "not_a_child"]


def test_any_step_has_a_button_for_a_child_at_risk_that_shows_whom_to_tell_and_keeps_what_was_typed(
    small: SmallSchool,
):
    walk = Walk.begin(small.teacher)
    walk.fill(go="at_risk", other_name="Pip Pupil", kinds=["pupil"], school="hill")
    assert walk.address.endswith("/who/")
    assert "Nobody has been told yet." in walk.page.text
    assert small.lead.given_name in walk.page.text
    walk.through(**{**PUPIL, "child_at_risk": "yes", "stage": "they_asked"})
    assert "Nobody has been told yet." in walk.page.text
    assert "calm reply" in walk.page.text
