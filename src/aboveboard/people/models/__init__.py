"""Every table of the room, by subject."""

from aboveboard.people.models.decisions import RecordedDecision
from aboveboard.people.models.persons import (
    Engagement,
    Enrolment,
    ParentLink,
    Person,
    Responsibility,
    StaffCategory,
)
from aboveboard.people.models.roles import Absence, RoleHolding
from aboveboard.people.models.schools import AgreedPlatform, Audience, School, Trust
from aboveboard.people.models.settings import SettingsRevision, SettingsRevisionState
from aboveboard.people.models.users import User

__all__ = [
    "Absence",
    "AgreedPlatform",
    "Audience",
    "Engagement",
    "Enrolment",
    "ParentLink",
    "Person",
    "RecordedDecision",
    "Responsibility",
    "RoleHolding",
    "School",
    "SettingsRevision",
    "SettingsRevisionState",
    "StaffCategory",
    "Trust",
    "User",
]
