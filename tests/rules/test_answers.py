from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from tests.rules.build import ADULT_OF_26, CHILD_OF_14, YOUTH_OF_17, child, facts, left, on_roll
from tests.rules.strategies import choices, questions

from aboveboard.rules.answers import Answer, Labels, answer_in_words, visible_dates
from aboveboard.rules.calendar import date_text
from aboveboard.rules.relationships import Outcome, decide, read_facts, read_settings

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text())


def answered(question: dict[str, Any], **chosen: str) -> Answer:
    read, choice = read_facts(question), read_settings(chosen)
    return answer_in_words(read, decide(read, choice), settings=choice)


def everything(answer: Answer) -> str:
    parts = (answer.reasons, answer.steps, answer.goes_to, answer.notes, answer.looked_at_again)
    return " ".join([answer.headline, *(line for part in parts for line in part)])


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_every_case_is_put_in_words_with_a_reason_and_a_step_for_each_duty(case: dict[str, Any]) -> None:
    answer = answered(case["facts"], **case.get("settings", {}))
    assert len(answer.reasons) == len(case["expect"]["clauses"])
    assert len(answer.steps) == len(case["expect"]["duties"])
    assert answer.headline.endswith(".")
    text = everything(answer)
    assert "_" not in text
    assert "S8." not in text


@settings(max_examples=150, deadline=None)
@given(questions(), choices)
def test_no_date_is_shown_that_the_asker_did_not_type(question: Any, chosen: Any) -> None:
    read, choice = read_facts(question), read_settings(chosen)
    verdict = decide(read, choice)
    answer = answer_in_words(read, verdict, settings=choice)
    if verdict.outcome is not Outcome.PERMITTED_IF_DECLARED:
        assert answer.looked_at_again == ()
        text = everything(answer)
        for review in verdict.review_on:
            assert date_text(review.on) not in text
            assert str(review.on.year) not in text
            assert review.on.isoformat() not in text


@settings(max_examples=150, deadline=None)
@given(questions(), choices)
def test_a_birthday_is_never_shown_with_an_answer_that_bars_even_when_it_was_typed(
    question: Any, chosen: Any
) -> None:
    verdict = decide(read_facts(question), read_settings(chosen))
    shown = visible_dates(verdict, {review.on for review in verdict.review_on})
    if verdict.outcome is not Outcome.PERMITTED_IF_DECLARED:
        assert all(review.why == "leaves_roll" for review in shown)


def test_a_declared_tie_says_when_it_is_looked_at_again() -> None:
    answer = answered(
        facts(born_on=YOUTH_OF_17, enrolments=[on_roll(until="2027-07-16")], kind="family", stage="connected")
    )
    assert answer.headline == "Yes, if you declare it."
    assert answer.looked_at_again == (
        "On 2 April 2027, when they turn 18.",
        "On 17 July 2027, the day after the last day on roll.",
    )


def test_a_leaving_date_that_the_asker_typed_may_be_shown_again() -> None:
    read = read_facts(facts(born_on="2008-01-15", enrolments=[on_roll(until="2027-07-16")]))
    verdict = decide(read)
    assert verdict.outcome is Outcome.REJECT_AND_REPORT
    assert answer_in_words(read, verdict).looked_at_again == ()
    shown = answer_in_words(read, verdict, typed_dates={date(2027, 7, 16)}).looked_at_again
    assert shown == ("On 17 July 2027, the day after the last day on roll.",)


def test_nobody_is_told_to_write_to_a_pupil() -> None:
    answer = answered(facts(born_on=CHILD_OF_14, enrolments=[on_roll()]))
    assert "Decline or ignore it" in answer.steps[0]
    assert "If you write, write like this" in answer.steps[0]


def test_what_is_kept_is_saved_before_contact_ends() -> None:
    answer = answered(facts(born_on=CHILD_OF_14, enrolments=[on_roll()], stage="connected", form="group"))
    assert "Save what there is, then end the contact: leave the group." in answer.steps


def test_a_report_of_ones_own_contact_goes_to_the_headteacher_and_not_to_the_operations_desk() -> None:
    answer = answered(facts(born_on=CHILD_OF_14, enrolments=[on_roll()], stage="connected"))
    assert answer.goes_to[0].startswith("The headteacher")
    assert "but not the School Operations Manager" in answer.goes_to[1]
    assert "You may speak to your union before you write anything." in answer.notes


def test_a_child_at_risk_comes_first_and_nobody_waits_for_a_union() -> None:
    answer = answered(
        facts(born_on=CHILD_OF_14, enrolments=[on_roll()], stage="connected", child_at_risk=True)
    )
    assert answer.headline.startswith("Tell the safeguarding lead now.")
    assert answer.notes[0] == "If anyone is in danger now, ring 999 first."
    assert "must end" not in answer.headline
    assert not any("union" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("category", "named"), [("agency", "agency"), ("temporary", "training provider"), ("permanent", None)]
)
def test_agency_and_training_provider_are_named_for_those_who_have_one(
    category: str, named: str | None
) -> None:
    answer = answered(facts(category=category, born_on=CHILD_OF_14, enrolments=[on_roll()]))
    notes = " ".join(answer.notes)
    assert (named in notes) if named else ("agency" not in notes and "provider" not in notes)


def test_a_question_about_a_pupil_goes_to_the_safeguarding_lead_and_any_other_to_the_line_manager() -> None:
    about_pupil = answered(facts(born_on=YOUTH_OF_17, enrolments=[on_roll("B")]))
    about_parent = answered(facts(born_on=ADULT_OF_26, parent_of=[child()], kind="acquaintance"))
    assert about_pupil.goes_to == ("The designated safeguarding lead",)
    assert about_parent.goes_to == ("Your line manager",)


def test_permission_for_a_work_account_is_a_trust_leaders_to_give() -> None:
    read = read_facts(facts(account="work", for_work=True))
    answer = answer_in_words(read, decide(read), labels=Labels(trust_leader="chief executive"))
    assert answer.goes_to == ("A chief executive, who may give permission in writing",)


@pytest.mark.parametrize(
    ("colleague", "words"), [("line_manager", "your line manager"), ("line_report", "You manage")]
)
def test_line_management_is_named(colleague: str, words: str) -> None:
    assert any(words in note for note in answered(facts(colleague=colleague)).notes)


def test_someone_who_has_left_reads_that_they_are_not_bound() -> None:
    answer = answered(
        facts(engaged_until="2026-10-23", kind="family", enrolments=[left()], born_on=YOUTH_OF_17)
    )
    assert answer.headline.startswith("You have left")
    assert answer.steps == ()
