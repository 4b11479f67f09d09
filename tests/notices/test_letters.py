"""Letters to addresses outside: sent once, word for word, and put off when the mail server is away."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.core import mail
from tests.notices.refusing import Refusing

from aboveboard.notices.models import Letter, MailState
from aboveboard.notices.selectors.letters import get_last_letters
from aboveboard.notices.selectors.status import get_outbox_status
from aboveboard.notices.services.keeping import delete_old_notices
from aboveboard.notices.services.letters import Recipient, ToWrite, send_due_letters, write_letters
from aboveboard.notices.services.sending import MOST_ATTEMPTS
from aboveboard.notices.worker import work_once
from aboveboard.rules.actor import SystemActor, Visitor

pytestmark = pytest.mark.django_db

WORKER = SystemActor("worker")
UNION, AUDITOR = (
    Recipient("branch@union.example", "The union"),
    Recipient("audit@audit.example", "The auditor"),
)
LONG_LINE = "— example.org/log " + "Ab3+/" * 40 + "=="
BODY = f"Dear union,\n\nexample.org/log\n42\nroot=\n\n{LONG_LINE}\nEnd.\n"


def write(now, *recipients: Recipient, key: str = "day-1", body: str = BODY) -> None:
    letters = [ToWrite(to, "test", key, "The\nsubject", body) for to in recipients or (UNION,)]
    write_letters(actor=WORKER, now=now, letters=letters)


def test_a_letter_is_sent_once_word_for_word(now):
    for _ in range(2):
        write(now)
        assert send_due_letters(actor=WORKER, now=now) in (1, 0)
    message = mail.outbox[0]
    assert (len(mail.outbox), message.to, message.subject) == (1, [UNION.address], "The subject")
    assert Letter.objects.get().state == MailState.SENT


def test_its_lines_come_out_whole_and_nothing_on_the_way_has_more_than_7_bits(now):
    write(now)
    send_due_letters(actor=WORKER, now=now)
    raw = mail.outbox[0].message().as_bytes()
    assert all(byte < 128 for byte in raw)
    assert all(len(line) <= 78 for line in raw.splitlines())
    read = message_from_bytes(raw, policy=default)
    assert read.get_content_type() == "text/plain"
    assert read.get_content() == BODY


def test_one_that_is_refused_is_tried_again_and_keeps_no_other_back(now, settings, monkeypatch):
    settings.EMAIL_BACKEND = "tests.notices.refusing.Refusing"
    monkeypatch.setattr(Refusing, "addresses", {UNION.address})
    write(now, UNION, AUDITOR)
    assert send_due_letters(actor=WORKER, now=now) == 1
    waits = Letter.objects.get(state=MailState.WAITING)
    assert (waits.address, waits.error, waits.attempts) == (UNION.address, "ConnectionRefusedError", 1)
    assert get_last_letters(WORKER, kind="test", addresses=[UNION.address])[UNION.address].put_off
    assert send_due_letters(actor=WORKER, now=now + timedelta(seconds=59)) == 0
    monkeypatch.setattr(Refusing, "addresses", set())
    assert send_due_letters(actor=WORKER, now=now + timedelta(seconds=60)) == 1


def test_one_that_is_always_refused_is_given_up_and_told_of(now, settings, monkeypatch):
    settings.EMAIL_BACKEND = "tests.notices.refusing.Refusing"
    monkeypatch.setattr(Refusing, "addresses", None)
    write(now)
    for day in range(MOST_ATTEMPTS):
        send_due_letters(actor=WORKER, now=now + timedelta(days=day))
    assert Letter.objects.get().state == MailState.FAILED
    assert get_outbox_status(Visitor()).mail_given_up == 1


def test_what_another_worker_is_sending_is_left_alone_until_its_claim_is_up(now):
    write(now)
    Letter.objects.update(claim="another", claimed_until=now + timedelta(minutes=5))
    assert send_due_letters(actor=WORKER, now=now + timedelta(minutes=4)) == 0
    assert send_due_letters(actor=WORKER, now=now + timedelta(minutes=5)) == 1


def test_the_last_to_each_address_is_known(now):
    write(now, UNION, AUDITOR)
    later = now + timedelta(days=1)
    write(later, UNION, key="day-2")
    last = get_last_letters(
        WORKER, kind="test", addresses=[UNION.address, AUDITOR.address, "nobody@example.org"]
    )
    assert {address: letter.made_at for address, letter in last.items()} == {
        UNION.address: later,
        AUDITOR.address: now,
    }


def test_the_worker_sends_them_and_a_year_later_they_are_gone(now, no_jobs):
    write(now)
    work_once(read_clock=lambda: now)
    assert len(mail.outbox) == 1
    write(now, AUDITOR)
    delete_old_notices(actor=SystemActor("delete_old_notices"), now=now + timedelta(days=366))
    assert [letter.address for letter in Letter.objects.all()] == [AUDITOR.address], "what waits is kept"
