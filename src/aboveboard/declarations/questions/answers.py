"""What has been answered so far, typed. None: not asked, or not answered yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from aboveboard.rules.relationships.facts import Form, Stage
from aboveboard.web.dates import ApproximateDate, Precision


class Kind(StrEnum):
    """How somebody knows the other person. Several at once, but for the last two."""

    PUPIL = "pupil"
    FORMER_PUPIL = "former_pupil"
    PARENT = "parent"
    HELPS_RAISE = "helps_raise"
    FORMER_PARENT = "former_parent"
    COLLEAGUE = "colleague"
    BOARD_MEMBER = "board_member"
    FAMILY = "family"
    PARTNER = "partner"
    CARER = "carer"
    FRIEND = "friend"
    FAMILY_FRIEND = "family_friend"
    COMMUNITY = "community"
    CO_PARENT = "co_parent"
    ACQUAINTANCE = "acquaintance"
    UNSURE_WHO = "unsure_who"
    PAGE = "page"
    NONE_OF_THESE = "none_of_these"


PUPIL_KINDS = frozenset({Kind.PUPIL, Kind.FORMER_PUPIL})
PARENT_KINDS = frozenset({Kind.PARENT, Kind.HELPS_RAISE, Kind.FORMER_PARENT})
SCHOOL_KINDS = PUPIL_KINDS | PARENT_KINDS
ALONE = frozenset({Kind.PAGE, Kind.NONE_OF_THESE})
"""Answers beside which no other stands."""


class YesNo(StrEnum):
    """Yes or no."""

    YES = "yes"
    NO = "no"


class YesNoUnsure(StrEnum):
    """Yes, no, or "I do not know", which never loosens an answer."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Purpose(StrEnum):
    """What it is for, and whose account is used."""

    PRIVATE = "private"
    PRIVATE_SCHOOL_ACCOUNT = "private_school_account"
    WORK_SCHOOL_ACCOUNT = "work_school_account"
    WORK_OWN_ACCOUNT = "work_own_account"


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to the questions of the flow; each field is one question.

    `school` is a school's key, or `outside`. `born_on` may be asked for below `under_18`, and then is optional.
    """

    platforms: tuple[str, ...] | None = None
    kinds: frozenset[Kind] | None = None
    school: str | None = None
    under_18: YesNoUnsure | None = None
    born_on: ApproximateDate | None = None
    child_at_risk: YesNoUnsure | None = None
    left_on: ApproximateDate | None = None
    taught: YesNoUnsure | None = None
    since: ApproximateDate | None = None
    through_work: YesNoUnsure | None = None
    peer: YesNo | None = None
    stage: Stage | None = None
    form: Form | None = None
    purpose: Purpose | None = None
    knew_who: YesNo | None = None

    def knows_as(self, *kinds: Kind) -> bool:
        """Whether any of `kinds` was ticked."""
        return bool((self.kinds or frozenset()) & frozenset(kinds))

    @property
    def child_may_be_at_risk(self) -> bool:
        """ "I do not know" counts as yes. Source: guidance S4.3."""
        return self.child_at_risk in (YesNoUnsure.YES, YesNoUnsure.UNSURE)


def earliest(known: ApproximateDate | None) -> date | None:
    """The first day that a date known in part may mean; None when it is not known at all."""
    return known.value if known else None


def latest(known: ApproximateDate | None) -> date | None:
    """The last day that a date known in part may mean; None when it is not known at all."""
    if known is None or known.value is None:
        return None
    first = known.value
    match known.precision:
        case Precision.YEAR:
            return date(first.year, 12, 31)
        case Precision.MONTH:
            return (first.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first
