"""The trust and its schools."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from aboveboard.people.models import School, Trust
from aboveboard.rules.actor import Role

# The code keeps one word for each role; a trust may have another, kept in Trust.labels.
ROLE_WORDS: dict[Role, str] = {
    Role.STAFF_MEMBER: "member of staff",
    Role.SCHOOL_OPERATIONS_MANAGER: "school operations manager",
    Role.SENIOR_LEADER: "senior leader",
    Role.HEADTEACHER: "headteacher",
    Role.DESIGNATED_SAFEGUARDING_LEAD: "designated safeguarding lead",
    Role.TRUST_HR: "trust HR",
    Role.TRUST_LEADER: "trust leader",
    Role.EXECUTIVE_TEAM: "executive team",
    Role.CHAIR: "chair",
    Role.DATA_PROTECTION_OFFICER: "data protection officer",
    Role.MONITORING_OFFICER: "monitoring officer",
    Role.BOARD_MEMBER: "board member",
    Role.AUDITOR: "auditor",
    Role.ADMINISTRATOR: "administrator",
}


@dataclass(frozen=True, slots=True)
class TrustDetails:
    """The trust as pages show it. `labels` has a word for every role, the trust's own where it has one."""

    name: str
    hr_email: str
    data_protection_email: str
    labels: dict[Role, str]
    confirm_every_days: int
    answer_within_working_days: int
    leavers_days: int


@dataclass(frozen=True, slots=True)
class SchoolDetails:
    """A school as pages and other rooms know it. `key` is what the rules call it."""

    id: int
    key: str
    name: str
    phase: str
    telephone: str
    safeguarding_telephone: str


def get_trust_name() -> str:
    """The trust's name, or nothing before `aboveboard setup`."""
    return Trust.objects.values_list("name", flat=True).first() or ""


def get_trust() -> TrustDetails:
    """The trust of this installation; before `aboveboard setup` a nameless one with the defaults."""
    trust = Trust.objects.filter(pk=1).first() or Trust()
    return TrustDetails(
        name=trust.name,
        hr_email=trust.hr_email,
        data_protection_email=trust.data_protection_email,
        labels={role: trust.labels.get(role.value) or words for role, words in ROLE_WORDS.items()},
        confirm_every_days=trust.confirm_every_days,
        answer_within_working_days=trust.answer_within_working_days,
        leavers_days=trust.leavers_days,
    )


def list_schools(*, on: date) -> tuple[SchoolDetails, ...]:
    """The schools that are open on `on`, by name."""
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gte=on)
    return tuple(_details(school) for school in School.objects.filter(open_then))


def get_school(school_id: int) -> SchoolDetails:
    """One school, open or closed. Raises School.DoesNotExist."""
    return _details(School.objects.get(pk=school_id))


def _details(school: School) -> SchoolDetails:
    return SchoolDetails(
        school.pk, school.key, school.name, school.phase, school.telephone, school.safeguarding_telephone
    )
