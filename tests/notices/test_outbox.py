"""What is put into the outbox reaches everybody it is for, once, and says no more than it should."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from tests.notices.conftest import Staffroom, as_actor
from tests.notices.refusing import Refusing

from aboveboard.notices.models import Beat, Delivery, MailState, Notice, NoticeState
from aboveboard.notices.selectors.notices import count_unread, list_my_notices
from aboveboard.notices.services import sending
from aboveboard.notices.services.outbox import (
    mark_all_notices_read,
    mark_notice_read,
    send_notice,
    withdraw_notices,
)
from aboveboard.notices.services.sending import CLAIM, MOST_ATTEMPTS, send_due_notices, wait_after
from aboveboard.notices.targets import Target, ToPerson, ToRole
from aboveboard.rules.actor import Role, SystemActor, Visitor
from aboveboard.rules.errors import NotFound

WORKER = SystemActor("worker")
MANAGER = ToRole(Role.SCHOOL_OPERATIONS_MANAGER, 1)
HEAD = ToRole(Role.HEADTEACHER, 1)


def say(now: datetime, to: Target | list[Target], *, key: str = "declaration-1", **more) -> None:
    words = {
        "kind": "declaration_received",
        "subject": "A declaration has come in",
        "body": "Read it and acknowledge it.",
        "link": "/desk/",
        "about": key,
    }
    send_notice(actor=SystemActor("test"), now=now, to=to, key=key, **(words | more))


def send(now: datetime) -> sending.Sent:
    return send_due_notices(actor=WORKER, now=now)


@pytest.fixture
def refusing(settings, monkeypatch) -> type[Refusing]:
    settings.EMAIL_BACKEND = "tests.notices.refusing.Refusing"
    monkeypatch.setattr(Refusing, "addresses", None)
    return Refusing


def test_a_notice_to_a_role_reaches_whoever_holds_it_when_it_is_sent(staffroom: Staffroom, now):
    olive, new = staffroom.person("Olive"), staffroom.person("Newton")
    staffroom.seat(MANAGER, olive)
    say(now, MANAGER)
    staffroom.seat(MANAGER, new)
    send(now)
    assert [message.to for message in mail.outbox] == [["newton@example.org"]]
    assert [notice.subject for notice in list_my_notices(as_actor(new))] == ["A declaration has come in"]
    assert list_my_notices(as_actor(olive)) == []
    assert Notice.objects.get().state == NoticeState.SENT


def test_one_person_with_several_hats_gets_one_notice(staffroom: Staffroom, now):
    olive = staffroom.person("Olive")
    staffroom.seat(MANAGER, olive)
    staffroom.seat(HEAD, olive)
    say(now, [MANAGER, HEAD, ToPerson(olive.pk)])
    send(now)
    assert len(mail.outbox) == 1
    assert count_unread(as_actor(olive)) == 1
    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.SENT}


def test_the_same_thing_said_twice_is_sent_once(staffroom: Staffroom, now):
    olive = staffroom.person("Olive")
    say(now, ToPerson(olive.pk))
    say(now, ToPerson(olive.pk))
    send(now)
    say(now, ToPerson(olive.pk))
    send(now)
    assert len(mail.outbox) == 1
    assert Notice.objects.count() == 1


def test_a_mail_is_plain_text_that_says_how_to_act(staffroom: Staffroom, now, settings):
    settings.PUBLIC_ADDRESS = "https://staff.example.org"
    say(now, ToPerson(staffroom.person("Olive").pk))
    send(now)
    message = mail.outbox[0]
    assert message.content_subtype == "plain"
    assert not getattr(message, "alternatives", None)
    assert message.subject == "A declaration has come in"
    assert message.body.startswith("Dear Olive Example,\n\nRead it and acknowledge it.\n")
    assert "https://staff.example.org/desk/" in message.body
    assert message.extra_headers["Message-ID"].endswith("@staff.example.org>")


def test_a_line_break_in_a_subject_cannot_add_a_header(staffroom: Staffroom, now):
    say(now, ToPerson(staffroom.person("Olive").pk), subject="Read\r\nBcc: all@example.org")
    send(now)
    assert mail.outbox[0].message()["Bcc"] is None


def test_a_notice_links_to_our_own_pages_alone(staffroom: Staffroom, now):
    with pytest.raises(ValueError, match="begins with /"):
        say(now, ToPerson(1), link="https://elsewhere.example/")


def test_nobody_left_out_hears_of_it_not_even_in_the_chair_that_stands_in(staffroom: Staffroom, now):
    olive, hetty = staffroom.person("Olive"), staffroom.person("Hetty")
    staffroom.seat(MANAGER, olive)
    staffroom.seat(HEAD, olive, hetty)
    out = ToRole(MANAGER.role, 1, excluding=frozenset({olive.pk}), otherwise=HEAD)
    say(now, out)
    send(now)
    assert [message.to for message in mail.outbox] == [["hetty@example.org"]]


def test_an_empty_chair_is_tried_again_and_found_when_somebody_sits_in_it(staffroom: Staffroom, now):
    say(now, MANAGER)
    send(now)
    notice = Notice.objects.get()
    assert (notice.state, notice.attempts) == (NoticeState.QUEUED, 1)
    staffroom.seat(MANAGER, staffroom.person("Olive"))
    send(now)
    assert mail.outbox == []
    send(now + wait_after(1))
    assert len(mail.outbox) == 1


def test_a_notice_that_finds_nobody_for_two_days_is_marked_failed(staffroom: Staffroom, now):
    say(now, MANAGER)
    for _ in range(MOST_ATTEMPTS + 3):
        send(now)
        now += timedelta(hours=6)
    notice = Notice.objects.get()
    assert (notice.state, notice.attempts) == (NoticeState.FAILED, MOST_ATTEMPTS)


def test_somebody_without_an_address_is_told_on_screen(staffroom: Staffroom, now):
    olive = staffroom.person("Olive", email="")
    say(now, ToPerson(olive.pk))
    send(now)
    assert mail.outbox == []
    assert Notice.objects.get().state == NoticeState.SENT
    assert list_my_notices(as_actor(olive))[0].emailed is False


def test_a_notice_for_the_screen_alone_is_not_mailed(staffroom: Staffroom, now):
    olive = staffroom.person("Olive")
    say(now, ToPerson(olive.pk), by_email=False)
    send(now)
    assert mail.outbox == []
    assert count_unread(as_actor(olive)) == 1


def test_what_is_not_yet_due_waits(staffroom: Staffroom, now):
    say(now, ToPerson(staffroom.person("Olive").pk), send_after=now + timedelta(hours=1))
    send(now + timedelta(minutes=59))
    assert mail.outbox == []
    send(now + timedelta(hours=1))
    assert len(mail.outbox) == 1


def test_what_is_not_urgent_goes_together_and_what_is_urgent_at_once(staffroom: Staffroom, now, settings):
    settings.NOTICES_GROUPED_FOR = timedelta(minutes=10)
    to = ToPerson(staffroom.person("Olive").pk)
    say(now, to, key="one")
    say(now, to, key="now", urgent=True, subject="Come")
    send(now)
    assert [message.subject for message in mail.outbox] == ["Urgent: Come"]
    say(now, to, key="two")
    send(now + timedelta(minutes=5))
    assert len(mail.outbox) == 1
    say(now, to, key="three")
    send(now + timedelta(minutes=10))
    assert [message.subject for message in mail.outbox[1:]] == ["3 things for you in Aboveboard"]
    assert mail.outbox[1].body.count("/desk/") == 3


def test_a_mail_that_does_not_go_is_tried_again_ever_later_and_given_up_in_the_end(
    staffroom: Staffroom, now, refusing
):
    say(now, ToPerson(staffroom.person("Olive").pk))
    tries = []
    for minute in range(4 * 24 * 60):
        if send(now + timedelta(minutes=minute)).put_off:
            tries.append(minute)
        if Notice.objects.get().state == NoticeState.FAILED:
            break
    assert tries[:6] == [0, 1, 3, 7, 15, 31]
    assert len(tries) == MOST_ATTEMPTS
    assert Delivery.objects.get().mail == MailState.FAILED
    beat = Beat.objects.get(name="mail failed")
    assert (beat.well, beat.words) == (False, "ConnectionRefusedError")


def test_one_bad_address_holds_up_nobody_else(staffroom: Staffroom, now, refusing):
    refusing.addresses = {"olive@example.org"}
    people = [staffroom.person(name) for name in ("Olive", "Hetty", "Sam")]
    staffroom.seat(MANAGER, *people)
    say(now, MANAGER)
    send(now)
    assert sorted(message.to[0] for message in mail.outbox) == ["hetty@example.org", "sam@example.org"]
    assert Notice.objects.get().state == NoticeState.QUEUED
    refusing.addresses = set()
    send(now + wait_after(1))
    assert mail.outbox[-1].to == ["olive@example.org"]
    assert len(mail.outbox) == 3
    assert Notice.objects.get().state == NoticeState.SENT


def test_nothing_of_an_address_stays_in_what_is_kept_of_a_fault(staffroom: Staffroom, now, refusing):
    say(now, ToPerson(staffroom.person("Olive").pk))
    send(now)
    assert "example.org" not in Delivery.objects.get().error


def test_a_worker_that_dies_between_sending_and_marking_sends_again_under_the_same_id(
    staffroom: Staffroom, now
):
    say(now, ToPerson(staffroom.person("Olive").pk))
    sending._resolve_due(now)
    claimed = sending._claim(now)
    sending.compose(staffroom.resolve(ToPerson(claimed[0].person_id), now.date())[0], claimed).send()
    # ... and here it dies. Nobody takes the claim before it has run out; then the mail goes once more.
    send(now + CLAIM - timedelta(seconds=1))
    assert len(mail.outbox) == 1
    send(now + CLAIM)
    assert len(mail.outbox) == 2
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1
    assert Notice.objects.get().state == NoticeState.SENT


def test_a_worker_that_dies_before_sending_loses_nothing(staffroom: Staffroom, now):
    say(now, ToPerson(staffroom.person("Olive").pk))
    sending._resolve_due(now)
    assert len(sending._claim(now)) == 1
    send(now + CLAIM)
    assert len(mail.outbox) == 1


def test_a_worker_that_dies_after_marking_leaves_no_notice_open(staffroom: Staffroom, now, monkeypatch):
    say(now, ToPerson(staffroom.person("Olive").pk))
    with monkeypatch.context() as dying:
        dying.setattr(sending, "_settle", lambda: None)
        send(now)
    assert Notice.objects.get().state == NoticeState.QUEUED
    send(now)
    assert Notice.objects.get().state == NoticeState.SENT
    assert len(mail.outbox) == 1


def test_what_one_worker_has_claimed_another_leaves_alone(staffroom: Staffroom, now):
    say(now, ToPerson(staffroom.person("Olive").pk))
    sending._resolve_due(now)
    first, second = sending._claim(now), sending._claim(now)
    assert (len(first), len(second)) == (1, 0)


def test_a_leaver_is_not_written_to(staffroom: Staffroom, now):
    olive = staffroom.person("Olive")
    say(now, ToPerson(olive.pk))
    sending._resolve_due(now)
    staffroom.gone.add(olive.pk)
    send(now)
    assert mail.outbox == []
    assert Notice.objects.get().state == NoticeState.SENT


def test_what_is_withdrawn_is_neither_mailed_nor_shown(staffroom: Staffroom, now, settings):
    settings.NOTICES_GROUPED_FOR = timedelta(minutes=10)
    olive = staffroom.person("Olive")
    say(now, ToPerson(olive.pk))
    say(now, ToPerson(olive.pk), key="declaration-2")
    send(now)
    assert count_unread(as_actor(olive)) == 2
    assert withdraw_notices(actor=WORKER, now=now, about="declaration-1") == 1
    assert count_unread(as_actor(olive)) == 1
    send(now + timedelta(minutes=10))
    assert [message.subject for message in mail.outbox] == ["A declaration has come in"]


def test_what_has_been_mailed_cannot_be_withdrawn(staffroom: Staffroom, now):
    olive = staffroom.person("Olive")
    say(now, ToPerson(olive.pk))
    send(now)
    assert withdraw_notices(actor=WORKER, now=now, about="declaration-1") == 0
    assert count_unread(as_actor(olive)) == 1
    with pytest.raises(ValueError, match="Name what"):
        withdraw_notices(actor=WORKER, now=now, about="")


def test_people_read_and_mark_their_own_notices_alone(staffroom: Staffroom, now):
    olive, hetty = staffroom.person("Olive"), staffroom.person("Hetty")
    say(now, [ToPerson(olive.pk), ToPerson(hetty.pk)])
    say(now, ToPerson(olive.pk), key="declaration-2")
    send(now)
    hers = list_my_notices(as_actor(hetty))[0]
    with pytest.raises(NotFound):
        mark_notice_read(actor=as_actor(olive), now=now, delivery_id=hers.id)
    mark_notice_read(actor=as_actor(hetty), now=now, delivery_id=hers.id)
    mark_notice_read(actor=as_actor(hetty), now=now + timedelta(days=1), delivery_id=hers.id)
    assert list_my_notices(as_actor(hetty))[0].read_at == now
    assert (count_unread(as_actor(hetty)), count_unread(as_actor(olive))) == (0, 2)
    assert mark_all_notices_read(actor=as_actor(olive), now=now) == 2
    assert count_unread(as_actor(olive)) == 0
    assert list_my_notices(Visitor()) == []
