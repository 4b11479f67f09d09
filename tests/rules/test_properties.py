"""What must hold for every question and every combination of settings.

The words used here (on roll, under 18 ...) are worked out from the JSON again, in another way than the rules do.
"""

from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.rules.strategies import choices, questions

from aboveboard.rules.clauses import CLAUSES
from aboveboard.rules.relationships import Duty, Outcome, Verdict, decide, read_facts, read_settings

KNOWN_CLAUSES = {clause.id for clause in CLAUSES}
CUTS_CONTACT = {
    "no_contact_until_answered",
    "pause_private_messages",
    "end_contact",
    "decline",
    "reject_professionally",
}
DUTIES_IN_ORDER = [
    "tell_safeguarding_lead",
    "keep_child_safe_reply",
    "no_contact_until_answered",
    "pause_private_messages",
    "end_contact",
    "decline",
    "reject_professionally",
    "retain_communications",
    "report_to_senior_leaders",
    "declare_to_operations_manager",
    "copy_to_senior_leader",
    "keep_on_personnel_file",
    "moderate_audience",
    "use_work_channel",
]
LOOSE = {Outcome.NOTHING_TO_DECLARE, Outcome.PERMITTED_IF_DECLARED}

many = settings(max_examples=150, deadline=None)


def verdict_on(question: dict[str, Any], chosen: dict[str, str]) -> Verdict:
    return decide(read_facts(question), read_settings(chosen))


@many
@given(questions(), choices)
def test_every_question_is_answered_in_the_shape_of_a_verdict(question: Any, chosen: Any) -> None:
    verdict = verdict_on(question, chosen)
    assert 1 <= len(verdict.clauses) <= 5
    assert len(set(verdict.clauses)) == len(verdict.clauses)
    assert set(verdict.clauses) <= KNOWN_CLAUSES
    places = [DUTIES_IN_ORDER.index(duty) for duty in verdict.duties]
    assert places == sorted(set(places))
    days = [review.on for review in verdict.review_on]
    assert days == sorted(days)
    assert all(day > date.fromisoformat(question["on"]) for day in days)
    assert len(set(verdict.review_on)) == len(days)
    if verdict.outcome is not Outcome.PERMITTED_IF_DECLARED:
        assert len(days) <= 1
    if verdict.outcome is Outcome.NOTHING_TO_DECLARE:
        assert not days


@many
@given(questions(), choices)
def test_the_same_question_has_the_same_answer(question: Any, chosen: Any) -> None:
    assert verdict_on(question, chosen) == verdict_on(question, chosen)


@many
@given(questions(), choices)
def test_a_child_who_may_be_at_risk_is_never_cut_off(question: Any, chosen: Any) -> None:
    question["contact"]["child_at_risk"] = True
    verdict = verdict_on(question, chosen)
    assert not CUTS_CONTACT & set(verdict.duties)
    assert verdict.duties[:2] == (Duty.TELL_SAFEGUARDING_LEAD, Duty.KEEP_CHILD_SAFE_REPLY)
    assert Duty.RETAIN_COMMUNICATIONS in verdict.duties
    assert verdict.clauses[:2] == ("S4.3", "S12.2")


@many
@given(questions(), choices)
def test_a_risk_changes_neither_outcome_nor_dates_and_keeps_every_other_duty(
    question: Any, chosen: Any
) -> None:
    # An unknown person who claims nothing is the one exception that R13 itself makes.
    assume(question["other"]["identity_known"])
    question["contact"]["child_at_risk"] = False
    calm = verdict_on(question, chosen)
    question["contact"]["child_at_risk"] = True
    at_risk = verdict_on(question, chosen)
    assert (at_risk.outcome, at_risk.rule, at_risk.review_on) == (calm.outcome, calm.rule, calm.review_on)
    assert set(calm.duties) - CUTS_CONTACT <= set(at_risk.duties)
    assert set(at_risk.duties) - set(calm.duties) <= {
        "tell_safeguarding_lead",
        "keep_child_safe_reply",
        "retain_communications",
    }


def _in_post(question: dict[str, Any]) -> bool:
    staff, on = question["staff"], question["on"]
    return (staff["engaged_from"] or on) <= on <= (staff["engaged_until"] or on)


@st.composite
def ordinary_contacts_with_pupils(draw: st.DrawFn) -> dict[str, Any]:
    """A pupil under 18 on roll at an own school; the asker in post, on a personal account, the pupil known."""
    question = draw(questions())
    question["on"] = "2026-11-23"
    question["other"].update(born_on=draw(st.sampled_from(["2012-03-14", "2008-11-24", "2009-04-02"])))
    question["other"].update(identity_known=True)
    pupil = {
        "school": "A",
        "from": draw(st.sampled_from(["2024-09-02", None, "2026-11-23"])),
        "until": draw(st.sampled_from([None, "2026-11-23", "2028-07-14"])),
    }
    others = [one for one in question["other"]["enrolments"] if (one["from"] or "") <= "2026-11-23"]
    question["other"]["enrolments"] = draw(st.permutations([pupil, *others]))
    question["staff"].update(schools=["A"], engaged_from=draw(st.sampled_from([None, "2019-09-01"])))
    question["staff"].update(engaged_until=draw(st.sampled_from([None, "2026-11-23"])))
    question["contact"].update(account="personal")
    return question


@many
@given(ordinary_contacts_with_pupils(), choices)
def test_no_setting_lets_anyone_be_in_touch_with_a_pupil_without_a_tie_of_their_own(
    question: Any, chosen: Any
) -> None:
    assume(question["staff"]["category"] != "lab_member" or chosen["lab_members"] != "own_code")
    tie = question["tie"]
    through_work = tie["through_work"] and tie["kind"] in (
        "partner",
        "friend",
        "family_friend",
        "community",
        "co_parent",
    )
    assume(through_work or tie["kind"] in ("none", "acquaintance"))
    if through_work:
        tie["since"] = None
    assert _in_post(question)
    assert verdict_on(question, chosen).outcome not in LOOSE


@many
@given(ordinary_contacts_with_pupils(), choices, st.sampled_from(["friend", "family_friend", "community"]))
def test_no_setting_permits_a_tie_with_a_pupil_that_began_through_work(
    question: Any, chosen: Any, kind: str
) -> None:
    question["tie"] = {"kind": kind, "since": None, "through_work": True, "peer": True}
    question["contact"]["for_work"] = False
    question["staff"]["category"] = "permanent"
    verdict = verdict_on(question, chosen)
    assert (verdict.outcome, verdict.rule) == (Outcome.SEEK_ADVICE, "R15")


@many
@given(questions(), choices)
def test_someone_who_has_left_is_bound_to_nothing_but_to_ask(question: Any, chosen: Any) -> None:
    assume(
        question["staff"]["engaged_until"] is not None and question["staff"]["engaged_until"] < question["on"]
    )
    question["contact"]["child_at_risk"] = False
    verdict = verdict_on(question, chosen)
    assert verdict.rule == "R2"
    assert verdict.outcome in (Outcome.SEEK_ADVICE, Outcome.NOTHING_TO_DECLARE)
    assert set(verdict.duties) in (set(), {"tell_safeguarding_lead", "no_contact_until_answered"})


@many
@given(questions(), choices)
def test_a_partner_who_is_under_18_is_never_simply_allowed(question: Any, chosen: Any) -> None:
    question["tie"]["kind"] = "partner"
    question["other"]["born_on"] = "2010-01-01"
    question["on"] = "2026-11-23"
    assume(_in_post(question))
    verdict = verdict_on(question, chosen)
    assert verdict.rule == "R4"
    assert verdict.outcome in (Outcome.NOT_PERMITTED, Outcome.SEEK_ADVICE)
    assert Duty.TELL_SAFEGUARDING_LEAD in verdict.duties


@many
@given(questions(), choices)
def test_duties_fit_the_outcome(question: Any, chosen: Any) -> None:
    question["contact"]["child_at_risk"] = False
    verdict = verdict_on(question, chosen)
    duties = set(verdict.duties)
    if verdict.outcome is Outcome.PERMITTED_IF_DECLARED:
        assert not duties & CUTS_CONTACT
        assert {"declare_to_operations_manager", "copy_to_senior_leader", "keep_on_personnel_file"} <= duties
        assert verdict.review_on
    if verdict.outcome is Outcome.REJECT_AND_REPORT:
        assert {"reject_professionally", "retain_communications", "report_to_senior_leaders"} <= duties
        assert ("end_contact" in duties) == (question["contact"]["stage"] == "connected")
    if verdict.outcome is Outcome.SEEK_ADVICE:
        waiting = duties & {"no_contact_until_answered", "pause_private_messages"}
        assert len(waiting) == (0 if verdict.rule in ("R10", "R11") else 1)
        if "pause_private_messages" in waiting:
            assert question["contact"]["stage"] == "connected"
            assert question["other"]["identity_known"]
    if verdict.outcome is Outcome.NOTHING_TO_DECLARE:
        assert duties <= {"moderate_audience"}
    assert "keep_child_safe_reply" not in duties
    if "end_contact" in duties:
        assert question["contact"]["stage"] == "connected"


@many
@given(questions(), choices, st.sampled_from(["none", "colleague", "line_report", "line_manager"]))
def test_line_management_by_itself_changes_no_answer(question: Any, chosen: Any, kind: str) -> None:
    assume(question["other"]["colleague"] != "none" and kind != "none")
    before = verdict_on(question, chosen)
    question["other"]["colleague"] = kind
    assert verdict_on(question, chosen) == before


@many
@given(ordinary_contacts_with_pupils(), choices)
def test_the_bar_has_ended_on_its_review_date(question: Any, chosen: Any) -> None:
    """Asked again on the date that an answer about a pupil names, the person has no pupil bar any more."""
    question["staff"].update(engaged_until=None, category="permanent")
    question["other"].update(parent_of=[], colleague="none", board="none", organisation=False)
    question["contact"].update(for_work=False)
    question["tie"].update(kind="none")
    verdict = verdict_on(question, chosen)
    assert verdict.rule in ("R22", "R23", "R24", "R25", "R26")
    for review in verdict.review_on:
        question["on"] = review.on.isoformat()
        assert int(verdict_on(question, chosen).rule[1:]) > 27
        question["on"] = (review.on - timedelta(days=1)).isoformat()
        assert int(verdict_on(question, chosen).rule[1:]) < 27
