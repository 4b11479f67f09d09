"""Every table of the room, by subject."""

from aboveboard.notices.models.alerts import Alert, AlertTold
from aboveboard.notices.models.jobs import Beat, JobRun, JobRunState
from aboveboard.notices.models.letters import Letter
from aboveboard.notices.models.outbox import Delivery, MailState, Notice, NoticeState

__all__ = [
    "Alert",
    "AlertTold",
    "Beat",
    "Delivery",
    "JobRun",
    "JobRunState",
    "Letter",
    "MailState",
    "Notice",
    "NoticeState",
]
