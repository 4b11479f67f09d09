"""What is told about two people: the facts of one question, frozen.

Facts come from JSON through `aboveboard.rules.relationships.reading.read_facts`, which refuses whatever is
malformed; whoever builds these dataclasses by hand answers for their sense.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

OUTSIDE = "outside"
"""The school key that stands for every school outside the trust."""


class Category(StrEnum):
    """How someone works for the trust. Source: guidance S1.5."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    CASUAL = "casual"
    AGENCY = "agency"
    VOLUNTEER = "volunteer"
    LAB_MEMBER = "lab_member"


class Responsibility(StrEnum):
    """What an adult is to a child on roll. Source: guidance S1.6."""

    PARENTAL = "parental"
    CARER = "carer"
    NONE = "none"


class Colleague(StrEnum):
    """How the other person works beside the member of staff; line management changes no answer."""

    NONE = "none"
    COLLEAGUE = "colleague"
    LINE_REPORT = "line_report"
    LINE_MANAGER = "line_manager"


class Board(StrEnum):
    """The board the other person sits on: the local accountability board, or the trustees."""

    NONE = "none"
    LAB = "lab"
    TRUSTEE = "trustee"


class TieKind(StrEnum):
    """What the two are to each other besides school. Source: guidance S8.9."""

    NONE = "none"
    FAMILY = "family"
    PARTNER = "partner"
    CARER = "carer"
    FRIEND = "friend"
    FAMILY_FRIEND = "family_friend"
    COMMUNITY = "community"
    CO_PARENT = "co_parent"
    ACQUAINTANCE = "acquaintance"


class Stage(StrEnum):
    """How far the contact has come."""

    THEY_ASKED = "they_asked"
    STAFF_WANTS = "staff_wants"
    CONNECTED = "connected"


class Account(StrEnum):
    """Whose account the member of staff uses."""

    PERSONAL = "personal"
    WORK = "work"


class Form(StrEnum):
    """The shape of the contact. A group is asked about as one typical member."""

    DIRECT = "direct"
    GROUP = "group"
    PUBLIC_PAGE = "public_page"
    PUBLIC_COMMENT = "public_comment"
    MARKETPLACE = "marketplace"
    GAME = "game"


@dataclass(frozen=True, slots=True)
class Staff:
    """The member of staff who asks. `engaged_until` is the last day in post; None is not known or open."""

    category: Category
    schools: tuple[str, ...]
    central: bool
    engaged_from: date | None
    engaged_until: date | None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A pupil's time at one school. `until` is the last day on roll and may be in the future."""

    school: str
    begins_on: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class ChildEnrolment:
    """The time at one school of a child of the other person, and what that person is to the child."""

    school: str
    begins_on: date | None
    until: date | None
    responsibility: Responsibility


@dataclass(frozen=True, slots=True)
class OtherPerson:
    """The other side. With `identity_known` False everything here is only what they say of themselves."""

    born_on: date | None
    enrolments: tuple[Enrolment, ...]
    taught_by_staff: bool | None
    parent_of: tuple[ChildEnrolment, ...]
    colleague: Colleague
    board: Board
    identity_known: bool
    organisation: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """The other relationship, if there is one."""

    kind: TieKind
    since: date | None
    through_work: bool
    peer: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """The contact asked about."""

    stage: Stage
    account: Account
    form: Form
    platform: str
    sanctioned: bool
    for_work: bool
    child_at_risk: bool
    unaware: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the decision looks at. `on` is a UK calendar date: the day the question is asked."""

    on: date
    staff: Staff
    other: OtherPerson
    tie: Tie
    contact: Contact
