"""The e-mails that the demo has "sent": they lie in a folder. A real trust's mail is never kept or shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

# What Django's backend for folders writes between the e-mails of one file.
_BETWEEN = b"\n" + b"-" * 79 + b"\n"
_MOST = 200


@dataclass(frozen=True, slots=True)
class SentMail:
    """One e-mail of the demo. `id` is its file and its place in it."""

    id: str
    to: str
    subject: str
    sent_at: datetime
    body: str


def list_sent_mail() -> list[SentMail]:
    """The latest e-mails, newest first; none where mail does not go to a folder."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", "") or "/nonexistent")
    files = sorted(folder.glob("*.log"), reverse=True) if folder.is_dir() else []
    found: list[SentMail] = []
    for file in files:
        parts = [part for part in file.read_bytes().split(_BETWEEN) if part.strip()]
        found += [_read(f"{file.stem}-{number}", part) for number, part in reversed(list(enumerate(parts)))]
        if len(found) >= _MOST:
            break
    return sorted(found, key=lambda mail: mail.sent_at, reverse=True)[:_MOST]


def _read(id: str, raw: bytes) -> SentMail:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return SentMail(
        id=id,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=parsedate_to_datetime(str(message["Date"])),
        body=message.get_content().rstrip("\n"),
    )
