"""The flow of questions: it ends, asks only what matters, and what it leaves out would have changed nothing."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.declarations.questions import walking
from tests.declarations.questions.walking import ON, TEACHER, UNKNOWN, as_json, exactly, in_year, walk

from aboveboard.declarations.questions import (
    PAGES,
    AgreedUse,
    Answers,
    Case,
    Kind,
    asked_pages,
    conclude,
    next_page,
    to_facts,
)
from aboveboard.declarations.questions.answers import Purpose, YesNo, YesNoUnsure
from aboveboard.declarations.questions.case import just_18
from aboveboard.rules.calendar import eighteenth_birthday
from aboveboard.rules.relationships import DEFAULTS, Outcome, Settings, decide, read_facts
from aboveboard.rules.relationships.facts import Form, Stage

YES, NO, UNSURE = YesNoUnsure.YES, YesNoUnsure.NO, YesNoUnsure.UNSURE
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def cases(draw: st.DrawFn, chosen: st.SearchStrategy[Settings] = walking.settings) -> tuple[Case, Answers]:
    on = draw(walking.days)
    agreed = draw(
        st.frozensets(
            st.builds(
                AgreedUse,
                school=st.just("A"),
                platform=st.sampled_from(["facebook", "whatsapp"]),
                audience=st.sampled_from(["pupils", "parents", "colleagues", "public"]),
                one_to_one=st.booleans(),
            )
        )
    )
    case = Case(draw(walking.askers()), on, settings=draw(chosen), agreed=agreed)
    return case, draw(walking.full_answers(on))


@MANY
@given(cases())
def test_the_flow_ends_asks_no_page_twice_and_yields_facts_that_can_be_read(drawn):
    case, answers = drawn
    done, asked = walk(case, answers)
    assert 2 <= len(asked) <= len(PAGES)
    assert asked == [page.key for page in asked_pages(done)], "going back shows the pages that were asked"
    facts = to_facts(done)
    assert read_facts(as_json(facts)) == facts


@MANY
@given(cases(st.just(DEFAULTS)) | cases())
def test_what_is_not_asked_would_have_changed_nothing(drawn):
    case, answers = drawn
    done, _ = walk(case, answers)
    if done.answers.child_at_risk is None:  # not asked; whoever says so by the button is heard at any time
        answers = walking.replace(answers, child_at_risk=NO)
    in_full = decide(to_facts(walking.replace(case, answers=answers)), case.settings)
    told = conclude(done)
    if told is None:
        assert not answers.knows_as(Kind.PUPIL)
        return
    assert (told.outcome, told.duties) == (in_full.outcome, in_full.duties)


@MANY
@given(cases(st.just(DEFAULTS)), st.data())
def test_not_to_know_a_date_never_loosens_the_answer(drawn, data):
    case, answers = drawn
    name = data.draw(st.sampled_from(["born_on", "left_on", "since"]))
    day = data.draw(st.dates(date(1950, 1, 1), case.on))
    exact = walking.ApproximateDate(day, walking.Precision.DAY)
    in_that_year = walking.ApproximateDate(date(day.year, 1, 1), walking.Precision.YEAR)
    known, _ = walk(case, walking.replace(answers, **{name: exact}))
    vague, _ = walk(case, walking.replace(answers, **{name: in_that_year}))
    strict, loose = conclude(vague), conclude(known)
    if strict is None or loose is None:
        return
    allows = {Outcome.PERMITTED_IF_DECLARED, Outcome.NOTHING_TO_DECLARE}
    if loose.outcome not in allows:
        assert strict.outcome not in allows


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_somebody_who_is_18_is_taken_to_be_18_today(on):
    for leap_day in ("mar1", "feb28"):
        assert eighteenth_birthday(just_18(on), leap_day) <= on


def told(answers: Answers, asker=TEACHER) -> tuple[str, str, int]:
    done, asked = walk(Case(asker, ON), answers)
    verdict = conclude(done)
    assert verdict is not None
    return verdict.outcome.value, verdict.rule, len(asked)


def answers(*kinds: Kind, **others) -> Answers:
    given = {
        "platforms": ("whatsapp",),
        "school": "A",
        "under_18": NO,
        "child_at_risk": NO,
        "left_on": UNKNOWN,
        "taught": NO,
        "since": exactly(2015, 5, 1),
        "through_work": NO,
        "peer": YesNo.NO,
        "stage": Stage.CONNECTED,
        "form": Form.DIRECT,
        "purpose": Purpose.PRIVATE,
        "knew_who": YesNo.YES,
        **others,
    }
    return Answers(kinds=frozenset(kinds), **given)


PERSONAS = {
    "a friend who is a parent": (
        answers(Kind.FRIEND, Kind.PARENT),
        ("permitted_if_declared", "R31", 4),
    ),
    "a parent whom I met at the school gate as their child's teacher": (
        answers(Kind.FRIEND, Kind.PARENT, through_work=YES, since=in_year(2022)),
        ("seek_advice", "R32", 4),
    ),
    "a parent and no more": (answers(Kind.PARENT), ("not_permitted", "R36", 3)),
    "a pupil who asks to follow me": (
        answers(Kind.PUPIL, stage=Stage.THEY_ASKED),
        ("reject_and_report", "R24", 4),
    ),
    "a pupil I am in touch with": (answers(Kind.PUPIL), ("not_permitted", "R25", 4)),
    "a pupil I did not know was one": (
        answers(Kind.PUPIL, knew_who=YesNo.NO),
        ("reject_and_report", "R24", 4),
    ),
    "my nephew, who is a pupil": (answers(Kind.PUPIL, Kind.FAMILY), ("permitted_if_declared", "R14", 4)),
    "a former pupil of 18": (answers(Kind.FORMER_PUPIL), ("nothing_to_declare", "R40", 4)),
    "a former pupil under 18": (
        answers(Kind.FORMER_PUPIL, under_18=YES, born_on=in_year(2010)),
        ("not_permitted", "R25", 5),
    ),
    "a former pupil of 16 who left before I came": (
        answers(Kind.FORMER_PUPIL, under_18=YES, born_on=in_year(2010), left_on=in_year(2018)),
        ("seek_advice", "R21", 5),
    ),
    "a pupil of like age, friends since before the job": (
        answers(Kind.PUPIL, Kind.FRIEND, peer=YesNo.YES),
        ("permitted_if_declared", "R17", 5),
    ),
    "a child of family friends whom I met through work": (
        answers(Kind.FAMILY_FRIEND, under_18=YES, since=in_year(2022), through_work=UNSURE),
        ("seek_advice", "R27", 5),
    ),
    "a former pupil of unknown age": (
        answers(Kind.FORMER_PUPIL, under_18=UNSURE),
        ("seek_advice", "R21", 4),
    ),
    "my wife, once a pupil here, long before": (
        answers(
            Kind.PARTNER,
            Kind.FORMER_PUPIL,
            born_on=in_year(1980),
            left_on=in_year(1998),
            since=in_year(2010),
        ),
        ("nothing_to_declare", "R40", 6),
    ),
    "my partner, a former pupil, since the year they left": (
        answers(
            Kind.PARTNER,
            Kind.FORMER_PUPIL,
            born_on=in_year(2001),
            left_on=in_year(2020),
            since=in_year(2020),
        ),
        ("seek_advice", "R4", 6),
    ),
    "a colleague": (answers(Kind.COLLEAGUE), ("nothing_to_declare", "R38", 4)),
    "my husband, who works here": (
        answers(Kind.COLLEAGUE, Kind.PARTNER),
        ("permitted_if_declared", "R38", 4),
    ),
    "my sister": (answers(Kind.FAMILY), ("nothing_to_declare", "R40", 3)),
    "somebody who says they are a pupil": (
        answers(Kind.UNSURE_WHO, Kind.PUPIL),
        ("seek_advice", "R13", 4),
    ),
    "a page that I follow": (
        answers(Kind.PAGE, form=Form.PUBLIC_PAGE),
        ("nothing_to_declare", "R12", 3),
    ),
    "a pupil whom I text": (
        answers(Kind.PUPIL, platforms=("text_message",)),
        ("not_permitted", "R25", 4),
    ),
}


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_persona_is_told_what_the_rules_say(persona):
    given_answers, expected = PERSONAS[persona]
    assert told(given_answers) == expected


def test_texting_a_friend_is_no_matter_of_the_guidance_and_three_pages_say_so():
    done, asked = walk(Case(TEACHER, ON), answers(Kind.FRIEND, platforms=("text_message", "phone")))
    assert conclude(done) is None
    assert len(asked) == 3


def test_texting_a_child_is_answered_as_social_media_is():
    case = Case(TEACHER, ON)
    texting = answers(Kind.NONE_OF_THESE, platforms=("text_message",), under_18=YES)
    chatting = answers(Kind.NONE_OF_THESE, under_18=YES)
    told_of_texts = conclude(walk(case, texting)[0])
    assert told_of_texts is not None
    assert told_of_texts == conclude(walk(case, chatting)[0])


def test_not_to_be_sure_whether_a_child_is_safe_counts_as_at_risk():
    done, _ = walk(Case(TEACHER, ON), answers(Kind.PUPIL, child_at_risk=UNSURE))
    assert to_facts(done).contact.child_at_risk


def test_an_agreed_platform_is_looked_up_and_not_asked():
    case = Case(TEACHER, ON, agreed=frozenset({AgreedUse("A", "facebook", "parents", one_to_one=False)}))
    for_work = {"purpose": Purpose.WORK_SCHOOL_ACCOUNT, "platforms": ("facebook",), "form": Form.GROUP}
    verdict = conclude(walk(case, answers(Kind.PARENT, **for_work))[0])
    assert verdict is not None
    assert verdict.rule == "R6"
    alone = conclude(walk(case, answers(Kind.PARENT, **{**for_work, "form": Form.DIRECT}))[0])
    assert alone is not None
    assert alone.rule == "R10", "agreed for groups is not agreed for one person alone"


def test_the_first_page_asks_whether_it_is_social_media_at_all():
    first = next_page(Case(TEACHER, ON))
    assert first is not None
    assert first.key == "platform"
