"""Which questions can still change the answer. What cannot is not asked.

The earlier questions are tried against the words of the rules (pupil bar, child, parent ...), on which alone they act;
those about the contact are tried against `decide` itself, with every answer that they could have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import Any

from aboveboard.declarations.questions.answers import (
    PARENT_KINDS,
    PUPIL_KINDS,
    Kind,
    Purpose,
    YesNo,
    YesNoUnsure,
)
from aboveboard.declarations.questions.case import A_DAY, Case, contact_of, to_facts
from aboveboard.rules.relationships import Facts, Settings, decide
from aboveboard.rules.relationships.facts import Form, Stage, TieKind
from aboveboard.rules.relationships.situation import SOCIAL, Bar
from aboveboard.web.dates import ApproximateDate, Precision

ADULT_KINDS = PARENT_KINDS | {Kind.PAGE}
"""Who is taken for an adult, as the rules take a parent whose birth date is unknown."""


def age_matters(case: Case) -> bool:
    """Whether it changes anything that they are under 18, 18 or over, or of unknown age. Source: guidance S8.8."""
    answers = case.answers
    if birth_date_matters(case):
        return False
    if not answers.knows_as(*PUPIL_KINDS):
        if answers.knows_as(*ADULT_KINDS):
            return False
        linked = answers.knows_as(Kind.COLLEAGUE, Kind.BOARD_MEMBER, Kind.UNSURE_WHO)
        if case.tie in (TieKind.FAMILY, TieKind.CARER) and not linked:
            return False
    return _changes(case, "under_18")


def birth_date_matters(case: Case) -> bool:
    """Whether the date itself is needed: a partner who was a pupil, by the day they were 18. Source: guidance S8.8."""
    return case.answers.knows_as(Kind.PARTNER) and case.answers.knows_as(Kind.FORMER_PUPIL)


def safety_matters(case: Case) -> bool:
    """Whether a child may be concerned, so that it is asked whether one is at risk. Source: guidance S4.3."""
    concerned = case.answers.knows_as(*PUPIL_KINDS, Kind.UNSURE_WHO)
    return concerned or age_matters(case) or birth_date_matters(case)


def leaving_matters(case: Case) -> bool:
    """Whether it changes anything when a former pupil left."""
    if not case.answers.knows_as(Kind.FORMER_PUPIL):
        return False
    return birth_date_matters(case) or _changes(case, "left_on")


def teaching_matters(case: Case) -> bool:
    """Whether it changes anything that the asker has taught them."""
    return case.answers.knows_as(*PUPIL_KINDS) and _changes(case, "taught")


def beginning_matters(case: Case) -> bool:
    """Whether it changes anything when and how the two came to know each other. Source: guidance S8.9, S8.17."""
    s = case.situation()
    if case.tie is TieKind.PARTNER:
        return s.child or s.on_roll_in_trust or bool(s.own_past)
    if case.tie not in SOCIAL:
        return False
    if s.bar or s.in_doubt_or_parent or s.on_roll_in_trust:
        return True
    return case.tie is TieKind.FAMILY_FRIEND and s.child


def like_age_matters(case: Case) -> bool:
    """Whether it changes anything that they are of like age: a friend who is or was a pupil."""
    friend = case.tie is TieKind.FRIEND and case.settings.friend_of_pupil != "advice"
    return friend and case.situation().bar is not Bar.NONE


def child_is_concerned(case: Case) -> bool:
    """Whether the answer is about a child or a pupil, for whom text, telephone and e-mail loosen nothing."""
    s = case.situation()
    pupil = s.child or s.on_roll_in_trust or case.answers.knows_as(Kind.PUPIL)
    return (
        pupil
        or s.contact.child_at_risk
        or (case.answers.knows_as(Kind.UNSURE_WHO) and bool(s.other.enrolments))
    )


def contact_questions_that_matter(case: Case) -> frozenset[str]:
    """Which of stage, form, purpose and knew_who can change the outcome or a duty, whatever the others are."""
    asked = case.answered(stage=None, form=None, purpose=None, knew_who=None)
    agreed = frozenset(form for form in Form if to_facts(asked.answered(form=form)).contact.sanctioned)
    return _contact_fields_that_matter(to_facts(asked.answered(form=None)), agreed, case.settings)


CONTACT: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("stage", tuple(Stage)),
    ("form", tuple(Form)),
    ("purpose", tuple(Purpose)),
    ("knew_who", tuple(YesNo)),
)


@lru_cache(maxsize=256)
def _contact_fields_that_matter(facts: Facts, agreed: frozenset[Form], settings: Settings) -> frozenset[str]:
    answers = {}
    for stage, form, purpose, knew_who in product(*(values for _, values in CONTACT)):
        contact = contact_of(facts.contact, stage, form, purpose, knew_who, sanctioned=form in agreed)
        verdict = decide(replace(facts, contact=contact), settings)
        answers[stage, form, purpose, knew_who] = (verdict.outcome, verdict.duties)
    return frozenset(name for place, (name, _) in enumerate(CONTACT) if _varies(answers, place))


def _varies(answers: Mapping[tuple[Any, ...], object], place: int) -> bool:
    """Whether two answers differ that were given to the same facts but for the one at `place`."""
    seen: dict[tuple[Any, ...], object] = {}
    for values, answer in answers.items():
        others = values[:place] + values[place + 1 :]
        if seen.setdefault(others, answer) != answer:
            return True
    return False


# Age, leaving and teaching, which act together -------------------------------------------------------


def _changes(case: Case, name: str) -> bool:
    """Whether the answer to `name` changes a word of the rules, for any answers to the two beside it still open."""
    fields = {
        "under_18": tuple(YesNoUnsure),
        "left_on": _possible_leaving(case),
        "taught": tuple(YesNoUnsure),
    }
    order = tuple(fields)
    # What stands on an earlier page is settled; what stands on this page or a later one may still be anything.
    open_from = order.index("under_18") if name == "under_18" else order.index("left_on")
    choices = [fields[each] if order.index(each) >= open_from else (_given(case, each),) for each in order]
    words = {
        values: _words(case.answered(**dict(zip(order, values, strict=True)))) for values in product(*choices)
    }
    return _varies(words, order.index(name))


def _given(case: Case, name: str) -> object:
    return getattr(case.answers, name)


def _possible_leaving(case: Case) -> tuple[ApproximateDate, ...]:
    """Yesterday, and before the job began if anybody can have left before it."""
    days = [case.on - A_DAY]
    started = case.staff.engaged_from
    if started is not None:
        days.append(min(started - A_DAY, case.on - A_DAY))
    return tuple(ApproximateDate(day, Precision.DAY) for day in days)


def _words(case: Case) -> tuple[object, ...]:
    s = case.situation()
    some_settings_stop_short = (
        case.settings.young_colleague == "declare" or case.settings.public_comment == "no_contact"
    )
    return (
        s.bar,
        s.child,
        s.under_18 and s.bar is Bar.NONE,
        s.young_pupil_on_own_roll if some_settings_stop_short else None,
        bool(s.own_past) if case.tie is TieKind.PARTNER else None,
    )
