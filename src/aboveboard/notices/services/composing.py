"""The words of our e-mails: plain text, and no more about anybody than the notice itself says."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage

from aboveboard.notices.directory import ResolvedRecipient
from aboveboard.notices.models import Delivery, Notice

SIGN_OFF = "This e-mail was sent by Aboveboard. Please do not reply to it: nobody reads the answers."


def _address(link: str) -> str:
    return f"{settings.PUBLIC_ADDRESS}{link or '/notices/'}"


def _subject(notice: Notice) -> str:
    # A line break in a subject would be a second header; Django refuses it, and the mail would never go.
    words = " ".join(notice.subject.split())
    return f"Urgent: {words}" if notice.urgent else words


def _one(notice: Notice) -> str:
    return f"{notice.body.strip()}\n\nOpen it here:\n{_address(notice.link)}"


def compose(recipient: ResolvedRecipient, deliveries: Sequence[Delivery]) -> EmailMessage:
    """One e-mail that says what each of `deliveries` (at least one, all to `recipient`) has to say.

    The message id is made from the deliveries, so that a mail sent twice after a crash is known for the same.
    """
    notices = [delivery.notice for delivery in deliveries]
    if len(notices) == 1:
        subject, middle = _subject(notices[0]), _one(notices[0])
    else:
        subject = f"{len(notices)} things for you in Aboveboard"
        middle = "\n\n".join(
            f"{number}. {' '.join(notice.subject.split())}\n\n{_one(notice)}"
            for number, notice in enumerate(notices, start=1)
        )
    domain = settings.PUBLIC_ADDRESS.split("://")[-1].split("/")[0].split(":")[0]
    message_id = f"<notice-{'-'.join(str(delivery.pk) for delivery in deliveries[:8])}@{domain}>"
    return EmailMessage(
        subject=subject,
        body=f"Dear {recipient.name},\n\n{middle}\n\n{SIGN_OFF}\n",
        to=[recipient.email],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )
