"""One case: what was answered, who asks, and what the trust has chosen; and the facts that these make.

How a date known only in part is taken, always so that it cannot loosen the answer:
birth: the latest day it may be (not known: none, or, of somebody under 18, today);
left school: the latest day it may be, yesterday at most (not known: yesterday);
known each other since: the latest day it may be (not known: none). For a partner who was a pupil it is the earliest,
because there a tie that reaches back to school weighs more; and none where the start of the job lies in between.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from aboveboard.declarations.questions.answers import (
    PARENT_KINDS,
    PUPIL_KINDS,
    Answers,
    Kind,
    Purpose,
    YesNo,
    YesNoUnsure,
    earliest,
    latest,
)
from aboveboard.declarations.questions.asker import Asker
from aboveboard.rules.platforms import find_platform, strictest
from aboveboard.rules.relationships import DEFAULTS, Settings
from aboveboard.rules.relationships.facts import (
    OUTSIDE,
    Account,
    Board,
    ChildEnrolment,
    Colleague,
    Contact,
    Enrolment,
    Facts,
    Form,
    OtherPerson,
    Responsibility,
    Staff,
    Stage,
    Tie,
    TieKind,
)
from aboveboard.rules.relationships.situation import Situation


@dataclass(frozen=True, slots=True)
class AgreedUse:
    """A platform that a school has agreed for work with an audience. Absent means not agreed. Source: guidance S6.2.

    `school` and `platform` are keys; `audience` is pupils, parents, colleagues or public.
    """

    school: str
    platform: str
    audience: str
    one_to_one: bool


TIES: tuple[tuple[Kind, TieKind], ...] = (
    (Kind.PARTNER, TieKind.PARTNER),
    (Kind.FAMILY, TieKind.FAMILY),
    (Kind.CARER, TieKind.CARER),
    (Kind.FAMILY_FRIEND, TieKind.FAMILY_FRIEND),
    (Kind.FRIEND, TieKind.FRIEND),
    (Kind.COMMUNITY, TieKind.COMMUNITY),
    (Kind.CO_PARENT, TieKind.CO_PARENT),
    (Kind.ACQUAINTANCE, TieKind.ACQUAINTANCE),
)
"""Of several ties the first in this order is the one that the decision looks at."""

PURPOSES: dict[Purpose, tuple[Account, bool]] = {
    Purpose.PRIVATE: (Account.PERSONAL, False),
    Purpose.PRIVATE_SCHOOL_ACCOUNT: (Account.WORK, False),
    Purpose.WORK_SCHOOL_ACCOUNT: (Account.WORK, True),
    Purpose.WORK_OWN_ACCOUNT: (Account.PERSONAL, True),
}

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Case:
    """What the questions and the decision work on. `on` is today, a UK date."""

    asker: Asker
    on: date
    answers: Answers = field(default_factory=Answers)
    settings: Settings = DEFAULTS
    agreed: frozenset[AgreedUse] = frozenset()

    def answered(self, **answers: Any) -> Case:
        """The same case with these questions answered."""
        return replace(self, answers=replace(self.answers, **answers))

    @property
    def staff(self) -> Staff:
        """The asker, seen from the school that was answered."""
        return self.asker.as_staff(self.answers.school)

    @property
    def tie(self) -> TieKind:
        """The tie that counts."""
        return next((tie for kind, tie in TIES if self.answers.knows_as(kind)), TieKind.NONE)

    @property
    def is_social_media(self) -> bool:
        """Whether any of the platforms is. Source: guidance S1.4."""
        found = [find_platform(key) for key in self.answers.platforms or ()]
        return any(platform is None or platform.is_social_media for platform in found)

    def situation(self) -> Situation:
        """The words of the rules for this case, as far as it has been answered."""
        return Situation(to_facts(self), self.settings)


def to_facts(case: Case) -> Facts:
    """The facts that the answers make, complete: what was not asked has a value that changes nothing.

    Always valid for `decide` and for `read_facts`.
    """
    answers, staff = case.answers, case.staff
    form = answers.form or Form.DIRECT
    platforms = answers.platforms or ("other",)
    return Facts(
        on=case.on,
        staff=staff,
        other=OtherPerson(
            born_on=_born_on(case),
            enrolments=_enrolments(case),
            taught_by_staff=_TAUGHT[answers.taught],
            parent_of=_parent_of(case),
            colleague=Colleague.COLLEAGUE if answers.knows_as(Kind.COLLEAGUE) else Colleague.NONE,
            board=Board.LAB if answers.knows_as(Kind.BOARD_MEMBER) else Board.NONE,
            identity_known=not answers.knows_as(Kind.UNSURE_WHO),
            organisation=answers.knows_as(Kind.PAGE),
        ),
        tie=Tie(
            kind=case.tie,
            since=_since(case, staff),
            through_work=answers.through_work in (YesNoUnsure.YES, YesNoUnsure.UNSURE),
            peer=answers.peer is YesNo.YES,
        ),
        contact=contact_of(
            Contact(
                stage=Stage.STAFF_WANTS,
                account=Account.PERSONAL,
                form=Form.DIRECT,
                platform=strictest(platforms),
                sanctioned=False,
                for_work=False,
                child_at_risk=answers.child_may_be_at_risk,
                unaware=False,
            ),
            answers.stage or Stage.STAFF_WANTS,
            form,
            answers.purpose or Purpose.PRIVATE,
            answers.knew_who or YesNo.YES,
            sanctioned=_is_agreed(case, staff, platforms, form),
        ),
    )


def contact_of(
    contact: Contact, stage: Stage, form: Form, purpose: Purpose, knew_who: YesNo, *, sanctioned: bool
) -> Contact:
    """`contact` with the four answers about it. Not to know who it was counts only for contact that exists."""
    account, for_work = PURPOSES[purpose]
    return Contact(
        stage=stage,
        account=account,
        form=form,
        platform=contact.platform,
        sanctioned=sanctioned,
        for_work=for_work,
        child_at_risk=contact.child_at_risk,
        unaware=stage is Stage.CONNECTED and knew_who is YesNo.NO,
    )


_TAUGHT: dict[YesNoUnsure | None, bool | None] = {
    YesNoUnsure.YES: True,
    YesNoUnsure.NO: False,
    YesNoUnsure.UNSURE: None,
    None: None,
}


def just_18(on: date) -> date:
    """The latest birth date of somebody who is 18 on `on`, whichever day a 29 February birthday falls on."""
    year = on.year - 18
    return date(year, 2, 28) if (on.month, on.day) == (2, 29) else on.replace(year=year)


def _born_on(case: Case) -> date | None:
    answers = case.answers
    if answers.under_18 is YesNoUnsure.NO:
        return just_18(case.on)
    if answers.under_18 is YesNoUnsure.UNSURE:
        return None
    born_on = latest(answers.born_on)
    if born_on is None:
        return case.on if answers.under_18 is YesNoUnsure.YES else None
    return min(born_on, case.on)


def _enrolments(case: Case) -> tuple[Enrolment, ...]:
    answers = case.answers
    school = answers.school or OUTSIDE
    if answers.knows_as(Kind.PUPIL):
        return (Enrolment(school, None, None),)
    if answers.knows_as(Kind.FORMER_PUPIL):
        yesterday = case.on - A_DAY
        return (Enrolment(school, None, min(latest(answers.left_on) or yesterday, yesterday)),)
    return ()


def _parent_of(case: Case) -> tuple[ChildEnrolment, ...]:
    answers = case.answers
    school = answers.school or OUTSIDE
    if answers.knows_as(Kind.PARENT):
        return (ChildEnrolment(school, None, None, Responsibility.PARENTAL),)
    if answers.knows_as(Kind.HELPS_RAISE):
        return (ChildEnrolment(school, None, None, Responsibility.NONE),)
    if answers.knows_as(Kind.FORMER_PARENT):
        return (ChildEnrolment(school, None, case.on - A_DAY, Responsibility.PARENTAL),)
    assert not answers.knows_as(*PARENT_KINDS)
    return ()


def _since(case: Case, staff: Staff) -> date | None:
    since = case.answers.since
    last = latest(since)
    if last is None:
        return None
    if not case.answers.knows_as(Kind.PARTNER) or not case.answers.knows_as(Kind.FORMER_PUPIL):
        return min(last, case.on)
    first = earliest(since)
    if first is not None and staff.engaged_from is not None and first < staff.engaged_from <= last:
        return None
    return first


def _is_agreed(case: Case, staff: Staff, platforms: tuple[str, ...], form: Form) -> bool:
    """Whether a school has agreed to all of these platforms for all whom it concerns. Source: guidance S6.1, S6.2.

    The school is that of the pupil or parent; with none, any at which the asker works.
    """
    school = case.answers.school
    schools = (school,) if school else {use.school for use in case.agreed} if staff.central else staff.schools
    return any(
        all(
            _is_agreed_at(key, case, platform, audience, form)
            for platform in platforms
            for audience in _audiences(case)
        )
        for key in schools
    )


def _is_agreed_at(school: str, case: Case, platform: str, audience: str, form: Form) -> bool:
    return any(
        (use.school, use.platform, use.audience) == (school, platform, audience)
        and (use.one_to_one or form is not Form.DIRECT)
        for use in case.agreed
    )


def _audiences(case: Case) -> tuple[str, ...]:
    found = [
        audience
        for audience, kinds in (
            ("pupils", PUPIL_KINDS),
            ("parents", PARENT_KINDS),
            ("colleagues", (Kind.COLLEAGUE, Kind.BOARD_MEMBER)),
        )
        if case.answers.knows_as(*kinds)
    ]
    return tuple(found) or ("public",)
