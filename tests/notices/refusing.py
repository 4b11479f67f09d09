"""A mail server that refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


class Refusing(EmailBackend):
    """Answers nobody at `addresses`, or nobody at all while that is None."""

    addresses: ClassVar[set[str] | None] = None

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            if self.addresses is None or set(message.to) & self.addresses:
                raise ConnectionRefusedError(f"no to {message.to}")
        return super().send_messages(messages)
