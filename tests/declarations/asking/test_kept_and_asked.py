"""Keeping an answer, sharing it, and asking somebody."""

from datetime import timedelta

import pytest
from tests.declarations.asking.journey import (
    FRIEND_WHO_IS_A_PARENT,
    PARENT_AFTER_WORK,
    PUPIL_AS_FRIEND,
    walked,
)

from aboveboard.declarations.models import KeptAnswer, Question
from aboveboard.declarations.services.questions import (
    answer_question,
    escalate_late_questions,
    hand_up_question,
    withdraw_question,
)
from aboveboard.ledger.models import Entry
from aboveboard.notices.models import Notice
from aboveboard.rules.actor import SystemActor
from aboveboard.rules.errors import NotAllowed, NotFound, StaleState, WrongState
from aboveboard.rules.transitions import QuestionState

SWEEP = SystemActor("sweep")


def ask(school, steps=PARENT_AFTER_WORK, **typed) -> Question:
    journey = walked(school.pages(school.teacher), steps)
    journey.press("/ask/somebody/")
    journey.follow("/ask/somebody/", text="May we stay in touch?", **typed)
    assert journey.page.h1 == "Your question"
    return Question.objects.get()


def test_a_kept_answer_is_filed_and_seen_by_nobody_else_until_it_is_shared(school):
    journey = walked(school.pages(school.teacher), FRIEND_WHO_IS_A_PARENT)
    journey.follow("/ask/keep/")
    kept = KeptAnswer.objects.get()
    assert journey.page.h1 == "Yes, if you declare it."
    assert Entry.objects.filter(reference=kept.reference, kind="answer.kept").exists()
    address = f"/ask/kept/{kept.reference}/"
    for other in (school.manager, school.lead, school.head):
        school.pages(other).get(address, status=404)
    assert "Only you can read it." in journey.pages.get(address).text
    page = journey.pages.send(address, {"person": school.lead.pk})
    assert "You shared it with Lena Lead" in page.text
    assert "Tia Teacher asked" in school.pages(school.lead).get(address).text
    school.pages(school.manager).get(address, status=404)
    assert Notice.objects.get().addressee == f"person:{school.lead.pk}"
    assert kept.reference in journey.pages.get("/ask/kept/").html


def test_an_answer_is_shared_only_with_those_whom_one_may_choose(school):
    walked(school.pages(school.teacher), FRIEND_WHO_IS_A_PARENT).follow("/ask/keep/")
    stranger = school.world.staff("Sam Stranger", school=school.world.lake)
    address = f"/ask/kept/{KeptAnswer.objects.get().reference}/"
    assert school.pages(school.teacher).post(address, {"person": stranger.pk}).problems


def test_a_question_goes_to_the_line_manager_with_a_day_to_answer_by(school, on):
    question = ask(school)
    assert question.assigned_to == school.manager
    assert question.answer_by_on == on + timedelta(days=7), "five working days"
    page = school.pages(school.manager).get(f"/questions/{question.reference}/")
    assert "May we stay in touch?" in page.text
    assert "For you to answer" in school.pages(school.manager).get("/questions/").text
    school.pages(school.lead).get(f"/questions/{question.reference}/", status=404)


def test_a_question_about_a_pupil_goes_to_the_safeguarding_lead(school):
    assert ask(school, PUPIL_AS_FRIEND).assigned_to == school.lead


def test_whoever_is_named_does_not_get_the_question(school):
    assert ask(school, PUPIL_AS_FRIEND, other_name="Lena Lead").assigned_to == school.head


def test_the_answer_comes_back_to_the_asker(school):
    question = ask(school)
    address = f"/questions/{question.reference}/"
    page = school.pages(school.manager).send(address, {"answer": "Yes, in the group.", "version": 1})
    assert "Yes, in the group." in page.text
    assert "Yes, in the group." in school.pages(school.teacher).get(address).text
    assert Notice.objects.filter(kind="question_answered", addressee=f"person:{school.teacher.pk}").exists()


def test_a_question_is_handed_up_and_the_one_who_had_it_sees_it_no_more(school):
    question = ask(school)
    school.pages(school.manager).send(f"/questions/{question.reference}/", {"step": "hand_up", "version": 1})
    question.refresh_from_db()
    assert question.assigned_to == school.head
    school.pages(school.manager).get(f"/questions/{question.reference}/", status=404)


def test_a_late_question_goes_up_once_and_with_nobody_left_waits_for_the_next_chair(school, now):
    question = ask(school)
    assert escalate_late_questions(actor=SWEEP, now=now) == 0
    late = now + timedelta(days=9)
    assert escalate_late_questions(actor=SWEEP, now=late) == 1
    assert escalate_late_questions(actor=SWEEP, now=late) == 0
    question.refresh_from_db()
    assert question.assigned_to == school.head
    later = late + timedelta(days=20)
    assert escalate_late_questions(actor=SWEEP, now=later) == 1
    question.refresh_from_db()
    assert question.assigned_to is None
    assert escalate_late_questions(actor=SWEEP, now=later + timedelta(days=30)) == 0


@pytest.mark.parametrize("step", [answer_question, hand_up_question, withdraw_question])
def test_only_its_own_people_take_a_step_and_only_once(school, now, step):
    question = ask(school)
    extra = {"answer": "No."} if step is answer_question else {}
    right, wrong = (
        (school.teacher, school.manager) if step is withdraw_question else (school.manager, school.teacher)
    )
    common = {"now": now, "reference": question.reference, **extra}
    with pytest.raises(NotFound):
        step(actor=school.actor(school.lead), version=1, **common)
    with pytest.raises(NotAllowed):
        step(actor=school.actor(wrong), version=1, **common)
    with pytest.raises(StaleState):
        step(actor=school.actor(right), version=7, **common)
    step(actor=school.actor(right), version=1, **common)
    with pytest.raises((WrongState, NotFound)):
        step(actor=school.actor(right), version=2, **common)


def test_a_question_taken_back_waits_for_nobody(school, now):
    question = ask(school)
    withdraw_question(actor=school.actor(school.teacher), now=now, reference=question.reference, version=1)
    question.refresh_from_db()
    assert question.state == QuestionState.WITHDRAWN
    assert escalate_late_questions(actor=SWEEP, now=now + timedelta(days=30)) == 0
    assert (
        "took this question back"
        in school.pages(school.teacher).get(f"/questions/{question.reference}/").text
    )
