"""The words of the rules, worked out once for one question: child, parent, barred, linked, close tie ...

Each word stands here as rules.md defines it ("Words used"); the rules in `decide` only use them.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import IntEnum

from aboveboard.rules.calendar import add_years, eighteenth_birthday
from aboveboard.rules.relationships.facts import (
    OUTSIDE,
    Account,
    Board,
    ChildEnrolment,
    Colleague,
    Enrolment,
    Facts,
    Form,
    Responsibility,
    Stage,
    TieKind,
)
from aboveboard.rules.relationships.settings import Settings

ADULT_AGE = 18

FAMILY_PARTNER_OR_CARER = frozenset({TieKind.FAMILY, TieKind.PARTNER, TieKind.CARER})
FRIEND_LIKE = frozenset({TieKind.FRIEND, TieKind.FAMILY_FRIEND, TieKind.COMMUNITY})
SOCIAL = FRIEND_LIKE | {TieKind.CO_PARENT}
NO_TIE_OR_ACQUAINTANCE = frozenset({TieKind.NONE, TieKind.ACQUAINTANCE})
PROFESSIONAL_NETWORKS = frozenset({"linkedin", "xing"})


class Age(IntEnum):
    """Whether the other person is 18 yet. Source: guidance S8.8."""

    UNKNOWN = 0
    UNDER_18 = 1
    ADULT = 2


class Bar(IntEnum):
    """How strongly school stands between the two because one is or was a pupil. Source: guidance S8.7, S8.8."""

    NONE = 0
    ADVICE = 1
    BARRED = 2


class Parenthood(IntEnum):
    """Whether the other person is a parent of a pupil, as the guidance means it. Source: guidance S1.6."""

    NO = 0
    IN_DOUBT = 1
    YES = 2


class Situation:
    """The facts and settings of one question, and the words of the rules worked out from them."""

    __slots__ = (
        "adult",
        "age",
        "asked",
        "bar",
        "barred",
        "begun_through_work",
        "child",
        "close_tie",
        "colleague",
        "connected",
        "contact",
        "eighteenth_birthday",
        "facts",
        "for_work",
        "in_doubt_or_parent",
        "left_before_job",
        "linked",
        "on",
        "on_board",
        "on_roll_in_trust",
        "other",
        "other_trust_on_roll",
        "other_trust_past",
        "outside_taught",
        "own_on_roll",
        "own_past",
        "parent",
        "parenthood",
        "settings",
        "staff",
        "stands_by_itself",
        "tie",
        "tie_older_than_job",
        "under_18",
        "wanted",
        "work_account",
    )

    def __init__(self, facts: Facts, settings: Settings) -> None:
        self.facts, self.settings, self.on = facts, settings, facts.on
        self.staff, self.other, self.tie, self.contact = facts.staff, facts.other, facts.tie, facts.contact

        stage = self.contact.stage
        self.asked = stage is Stage.THEY_ASKED
        self.wanted = stage is Stage.STAFF_WANTS
        self.connected = stage is Stage.CONNECTED
        self.for_work = self.contact.for_work
        self.work_account = self.contact.account is Account.WORK
        self.colleague = self.other.colleague is not Colleague.NONE
        self.on_board = self.other.board is not Board.NONE

        self._sort_enrolments()
        self._work_out_age()
        self._weigh_tie()
        self._work_out_bar()
        self._work_out_parenthood()

        self.child = self.bar is not Bar.NONE or self.under_18
        self.linked = self.colleague or self.on_board or self._linked_by_enrolment()

    # The enrolments -------------------------------------------------------------------------------

    def _sort_enrolments(self) -> None:
        """Own, other trust and outside; past and on roll."""
        self.own_on_roll: list[Enrolment] = []
        self.own_past: list[Enrolment] = []
        self.other_trust_on_roll: list[Enrolment] = []
        self.other_trust_past: list[Enrolment] = []
        self.outside_taught: list[Enrolment] = []
        taught = self.other.taught_by_staff is True
        other_schools_as_own = self.settings.other_trust_schools == "as_own"
        for enrolment in self.other.enrolments:
            if not self._counts_yet(enrolment):
                continue
            if enrolment.school == OUTSIDE:
                if taught:
                    self.outside_taught.append(enrolment)
            elif taught or other_schools_as_own or self._works_at(enrolment.school):
                (self.own_past if self._past(enrolment) else self.own_on_roll).append(enrolment)
            else:
                (self.other_trust_past if self._past(enrolment) else self.other_trust_on_roll).append(
                    enrolment
                )
        self.on_roll_in_trust = bool(self.own_on_roll or self.other_trust_on_roll)

    def _counts_yet(self, enrolment: Enrolment | ChildEnrolment) -> bool:
        begins_later = enrolment.begins_on is not None and enrolment.begins_on > self.on
        return not begins_later or self.settings.future_enrolment == "counts_now"

    def _past(self, enrolment: Enrolment | ChildEnrolment) -> bool:
        return enrolment.until is not None and enrolment.until < self.on

    def _works_at(self, school: str) -> bool:
        """At one of the staff member's schools, or at any trust school for central staff."""
        return school in self.staff.schools or (self.staff.central and school != OUTSIDE)

    def _linked_by_enrolment(self) -> bool:
        rows: Iterable[Enrolment | ChildEnrolment] = (*self.other.enrolments, *self.other.parent_of)
        return any(row.school != OUTSIDE and self._counts_yet(row) for row in rows)

    # The age ---------------------------------------------------------------------------------------

    def _work_out_age(self) -> None:
        born_on = self.other.born_on
        self.eighteenth_birthday: date | None = None
        if born_on is not None:
            self.eighteenth_birthday = eighteenth_birthday(born_on, self.settings.leap_day_birthday)
            self.age = Age.UNDER_18 if self.on < self.eighteenth_birthday else Age.ADULT
        elif not self.other.enrolments or self.other.parent_of or self._enrolled_18_years_ago():
            self.age = Age.ADULT
        elif self.settings.unknown_birth_date == "as_under_18":
            self.age = Age.UNDER_18
        else:
            self.age = Age.UNKNOWN
        self.under_18 = self.age is Age.UNDER_18
        self.adult = self.age is Age.ADULT

    def _enrolled_18_years_ago(self) -> bool:
        return any(
            enrolment.begins_on is not None and add_years(enrolment.begins_on, ADULT_AGE) <= self.on
            for enrolment in self.other.enrolments
        )

    # The tie ---------------------------------------------------------------------------------------

    def _weigh_tie(self) -> None:
        kind, since, engaged_from = self.tie.kind, self.tie.since, self.staff.engaged_from
        self.tie_older_than_job = since is not None and engaged_from is not None and since < engaged_from
        self.begun_through_work = self.tie.through_work and not self.tie_older_than_job
        self.close_tie = kind in (TieKind.FAMILY, TieKind.CARER) or (
            kind is TieKind.FAMILY_FRIEND and not self.begun_through_work
        )
        self.stands_by_itself = kind in FAMILY_PARTNER_OR_CARER or (
            kind in SOCIAL and not self.begun_through_work
        )

    # The pupil bar ---------------------------------------------------------------------------------

    def _work_out_bar(self) -> None:
        engaged_from = self.staff.engaged_from
        self.left_before_job = (
            bool(self.own_past)
            and self.other.taught_by_staff is not True
            and engaged_from is not None
            and all(past.until is not None and past.until < engaged_from for past in self.own_past)
        )
        self.bar = max(
            self._bar_of_own_pupil_on_roll(),
            self._bar_of_own_former_pupil(),
            self._bar_of_pupil_taught_outside(),
            self._bar_of_other_trust_pupil(),
        )
        self.barred = self.bar is Bar.BARRED

    def _bar_of_own_pupil_on_roll(self) -> Bar:
        if not self.own_on_roll:
            return Bar.NONE
        if self.adult and self.settings.pupil_on_roll_18 == "advice":
            return Bar.ADVICE
        if self.adult and self.settings.pupil_on_roll_18 == "as_ex_pupil":
            return Bar.NONE
        return Bar.BARRED

    def _bar_of_own_former_pupil(self) -> Bar:
        if not self.own_past or self.adult:
            return Bar.NONE
        if self.age is Age.UNKNOWN:
            return Bar.ADVICE
        if self.left_before_job and self.settings.left_before_staff_started == "advice":
            return Bar.ADVICE
        return Bar.BARRED

    def _bar_of_pupil_taught_outside(self) -> Bar:
        if not self.outside_taught or self.adult or self.settings.outside_former_pupils == "not_covered":
            return Bar.NONE
        return Bar.BARRED if self.under_18 else Bar.ADVICE

    def _bar_of_other_trust_pupil(self) -> Bar:
        if self.settings.other_trust_schools == "not_covered":
            return Bar.NONE
        if self.other_trust_on_roll or (self.other_trust_past and not self.adult):
            return Bar.ADVICE
        return Bar.NONE

    @property
    def former_pupil_or_18(self) -> bool:
        """Whether S8.8 belongs to the answer: an ex-pupil, or a pupil who has reached 18."""
        return self.adult or (self.bar is not Bar.NONE and not self.own_on_roll)

    @property
    def young_pupil_on_own_roll(self) -> bool:
        """A pupil on roll at an own school, not known to be 18: some settings stop short of them."""
        return bool(self.own_on_roll) and not self.adult

    # The parent ------------------------------------------------------------------------------------

    def _work_out_parenthood(self) -> None:
        self.parenthood = max(
            (self._parenthood_by(child) for child in self.other.parent_of), default=Parenthood.NO
        )
        self.parent = self.parenthood is Parenthood.YES
        self.in_doubt_or_parent = self.parenthood is not Parenthood.NO

    def _parenthood_by(self, child: ChildEnrolment) -> Parenthood:
        """What one child makes of them: a parent, unless one of three points takes something away."""
        if child.school == OUTSIDE or not self._counts_yet(child):
            return Parenthood.NO
        standing = Parenthood.YES
        if child.responsibility is Responsibility.NONE:
            standing = min(standing, WITHOUT_RESPONSIBILITY[self.settings.carer_without_pr])
        if self._past(child):
            standing = min(standing, NOT_AT_PRESENT[self.settings.former_parents])
        if not self._works_at(child.school):
            standing = min(standing, NOT_AT_PRESENT[self.settings.parents_other_schools])
        return standing

    @property
    def parent_elsewhere_or_before(self) -> bool:
        """A parent whose children have left, or whose children are only elsewhere in the trust."""
        return any(
            child.school != OUTSIDE
            and child.responsibility is not Responsibility.NONE
            and self._counts_yet(child)
            and (self._past(child) or not self._works_at(child.school))
            for child in self.other.parent_of
        )

    # Words of single rules --------------------------------------------------------------------------

    @property
    def partnership_may_reach_back_to_school(self) -> bool:
        """R4: begun through work, before 18, while still a pupil, or nobody can say when."""
        since, eighteenth = self.tie.since, self.eighteenth_birthday
        if self.begun_through_work or since is None or eighteenth is None or since < eighteenth:
            return True
        return any(past.until is not None and since <= past.until for past in self.own_past)

    @property
    def pupil_on_work_account(self) -> bool:
        """R7: a barred pupil with no tie or an acquaintance, on a work account and not for work."""
        return (
            self.work_account
            and not self.for_work
            and self.barred
            and self.tie.kind in NO_TIE_OR_ACQUAINTANCE
        )

    @property
    def barred_colleague(self) -> bool:
        """R20 with the setting `bar`: a child who is a colleague is barred like anyone else."""
        return self.settings.young_colleague == "bar" and self.child and self.colleague and not self.close_tie

    @property
    def treated_as_barred(self) -> bool:
        """R22 to R26: whom they are about."""
        return self.barred or self.barred_colleague

    @property
    def comment_without_reply(self) -> bool:
        """R22, R35: they commented in public, and nothing was answered."""
        return self.asked and self.contact.form is Form.PUBLIC_COMMENT

    @property
    def left_to_r35(self) -> bool:
        """R32 to R34 leave to R35 whatever R35 answers with nothing_to_declare."""
        sale = self.contact.form is Form.MARKETPLACE and self.settings.marketplace_with_parent == "allow"
        return sale or self.comment_without_reply

    # Where the roll ends ----------------------------------------------------------------------------

    @property
    def roll_that_links(self) -> list[Enrolment]:
        """The enrolments on roll that give a pupil bar."""
        if not self.bar:
            return []
        return [*self.own_on_roll, *self._other_trust_roll_that_counts()]

    @property
    def roll_that_bars(self) -> list[Enrolment]:
        """The enrolments whose end may end the bar: with `as_ex_pupil` the bar of own ones ends at 18 alone."""
        own = [] if self.settings.pupil_on_roll_18 == "as_ex_pupil" else self.own_on_roll
        return [*own, *self._other_trust_roll_that_counts()]

    def _other_trust_roll_that_counts(self) -> list[Enrolment]:
        return [] if self.settings.other_trust_schools == "not_covered" else self.other_trust_on_roll

    @property
    def roll_of_children(self) -> list[ChildEnrolment]:
        """The children's enrolments on roll that make this person a parent, or a parent in doubt.

        Empty when former parents are barred: then no leaving date ends anything.
        """
        if not self.in_doubt_or_parent or self.settings.former_parents == "bar":
            return []
        return [
            child
            for child in self.other.parent_of
            if not self._past(child) and self._parenthood_by(child) is self.parenthood
        ]


def leaving_date(on_roll: Iterable[Enrolment | ChildEnrolment]) -> date | None:
    """The day after the latest `until`; None when one of them is open, or there are none."""
    latest: date | None = None
    for enrolment in on_roll:
        if enrolment.until is None:
            return None
        if latest is None or enrolment.until > latest:
            latest = enrolment.until
    return None if latest is None else latest + timedelta(days=1)


WITHOUT_RESPONSIBILITY = {
    "advice": Parenthood.IN_DOUBT,
    "as_parent": Parenthood.YES,
    "not_parent": Parenthood.NO,
}
NOT_AT_PRESENT = {
    "not_covered": Parenthood.NO,
    "advice": Parenthood.IN_DOUBT,
    "bar": Parenthood.YES,
}
