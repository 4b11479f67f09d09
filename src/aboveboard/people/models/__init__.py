"""Every table of the room, by subject."""

from aboveboard.people.models.decisions import RecordedDecision
from aboveboard.people.models.outside import CheckpointAddress
from aboveboard.people.models.persons import (
    Engagement,
    Enrolment,
    ParentLink,
    Person,
)
from aboveboard.people.models.roles import Absence, RoleHolding
from aboveboard.people.models.rosters import ColumnMapping, PersonSource, RosterUpload, SchoolSource
from aboveboard.people.models.schools import AgreedPlatform, Audience, School, Trust
from aboveboard.people.models.settings import SettingsRevision, SettingsRevisionState
from aboveboard.people.models.users import User

__all__ = [
    "Absence",
    "AgreedPlatform",
    "Audience",
    "CheckpointAddress",
    "ColumnMapping",
    "Engagement",
    "Enrolment",
    "ParentLink",
    "Person",
    "PersonSource",
    "RecordedDecision",
    "RoleHolding",
    "RosterUpload",
    "School",
    "SchoolSource",
    "SettingsRevision",
    "SettingsRevisionState",
    "Trust",
    "User",
]
