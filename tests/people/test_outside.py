"""Proof outside the trust: who chooses, what is filed, what is mailed, and the pages."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.ledger.witness.running import running
from tests.pages import Pages
from tests.people.world import World

from aboveboard.ledger.models import Checkpoint, Entry
from aboveboard.ledger.models import Witness as WitnessRow
from aboveboard.ledger.publishing import get_latest_checkpoint
from aboveboard.ledger.pure.checkpoints import open_checkpoint
from aboveboard.ledger.pure.notes import Cosigner
from aboveboard.ledger.pure.receipt_folder import read_zip
from aboveboard.ledger.receipts import receipt_zip, sign_head
from aboveboard.ledger.verification import verify
from aboveboard.ledger.witnesses import get_rule, list_witnesses
from aboveboard.notices import jobs
from aboveboard.notices.models import Letter, Notice
from aboveboard.notices.worker import work_once
from aboveboard.people.models import CheckpointAddress, RecordedDecision
from aboveboard.people.services.checkpoint_letters import mail_checkpoints, mail_checkpoints_now
from aboveboard.people.services.outside import (
    MOST_ADDRESSES,
    add_checkpoint_address,
    ask_witnesses_again,
    change_witnesses_needed,
    choose_witness,
    dismiss_witness,
    remove_checkpoint_address,
)
from aboveboard.people.services.witnessing import have_witnesses_asked
from aboveboard.rules.actor import Actor, Role, SystemActor
from aboveboard.rules.errors import NotAllowed, NotFound, WrongState

JOB = SystemActor("mail_checkpoints")
WORKER = SystemActor("worker")
A_DAY = timedelta(days=1)
CHECKPOINT = "/ledger/checkpoint"
UNION = {"name": "The union", "address": "branch@union.example", "reason": "They asked for it."}
WITNESS_KEY = str(Cosigner("w.example/1", Ed25519PrivateKey.from_private_bytes(b"1" * 32)).key)


@pytest.fixture
def admin(world: World) -> Actor:
    return world.actor(world.staff("Ada Admin", Role.ADMINISTRATOR, central=True))


@pytest.fixture
def admin_pages(world: World, fixed_clock: None) -> Pages:
    return Pages.of(world.staff("Ada Admin", Role.ADMINISTRATOR, central=True).user)


@pytest.fixture
def no_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that runs only the jobs that the test registers."""
    monkeypatch.setattr(jobs, "_jobs", {})


def put_on_the_list(admin: Actor, now: datetime, **changes: str) -> None:
    add_checkpoint_address(actor=admin, now=now, **UNION | changes)


def mail_the_day(now: datetime) -> str:
    return mail_checkpoints(actor=JOB, now=now)


def letters() -> list[str]:
    return list(Letter.objects.filter(kind="checkpoint").order_by("pk").values_list("body", flat=True))


# -- choosing


def test_an_administrator_puts_an_address_on_the_list_and_takes_it_off_with_reasons_filed(admin, now):
    put_on_the_list(admin, now)
    row = CheckpointAddress.objects.get()
    remove_checkpoint_address(actor=admin, now=now, address_id=row.pk, reason="They left.")
    assert not CheckpointAddress.objects.exists()
    assert [entry.kind for entry in Entry.objects.order_by("index")] == [
        "checkpoint_address.added",
        "checkpoint_address.removed",
    ]
    content = json.loads(Entry.objects.get(index=1).parts.get().content)
    assert (content["address"], content["reason"], content["by"]) == (
        "branch@union.example",
        "They left.",
        admin.reference,
    )
    farewell = Letter.objects.get()
    assert "They left." in farewell.body
    assert farewell.address == "branch@union.example"


def test_nobody_else_chooses(world, now, actors):
    for role, actor in actors.items():
        if role is Role.ADMINISTRATOR:
            continue
        for attempt in (
            lambda actor=actor: put_on_the_list(actor, now),
            lambda actor=actor: remove_checkpoint_address(actor=actor, now=now, address_id=1, reason="x"),
            lambda actor=actor: choose_witness(
                actor=actor, now=now, verifier_key=WITNESS_KEY, url="https://w.example", reason="x"
            ),
            lambda actor=actor: dismiss_witness(actor=actor, now=now, witness_id=1, reason="x"),
            lambda actor=actor: change_witnesses_needed(actor=actor, now=now, needed="any", reason="x"),
            lambda actor=actor: mail_checkpoints_now(actor=actor, now=now),
            lambda actor=actor: ask_witnesses_again(actor=actor, now=now),
        ):
            with pytest.raises(NotAllowed):
                attempt()
    assert not Entry.objects.exists()


def test_what_cannot_be_is_refused_and_nothing_is_filed(admin, now):
    put_on_the_list(admin, now)
    for changes in (
        {"address": "BRANCH@union.example"},
        {"address": "bränch@union.example"},
        {"name": " \n "},
        {"reason": "  ", "address": "other@union.example"},
    ):
        with pytest.raises(WrongState):
            put_on_the_list(admin, now, **changes)
    for number in range(MOST_ADDRESSES - 1):
        put_on_the_list(admin, now, address=f"a{number}@union.example")
    with pytest.raises(WrongState, match="which is the most"):
        put_on_the_list(admin, now, address="another@union.example")
    for attempt in (
        lambda: remove_checkpoint_address(actor=admin, now=now, address_id=0, reason="x"),
        lambda: dismiss_witness(actor=admin, now=now, witness_id=0, reason="x"),
    ):
        with pytest.raises(NotFound):
            attempt()
    for needed in ("any", "none"):
        with pytest.raises(WrongState):
            change_witnesses_needed(actor=admin, now=now, needed=needed, reason="x")
    assert Entry.objects.count() == MOST_ADDRESSES


def test_a_witness_is_chosen_required_and_dismissed_and_all_of_it_filed(admin, now):
    choose_witness(
        actor=admin, now=now, verifier_key=WITNESS_KEY, url="https://w.example/", reason="The auditor's."
    )
    with pytest.raises(WrongState, match="asked already"):
        choose_witness(actor=admin, now=now, verifier_key=WITNESS_KEY, url="https://w.example", reason="x")
    change_witnesses_needed(actor=admin, now=now, needed="any", reason="One is enough.")
    witness = list_witnesses()[0]
    with pytest.raises(WrongState, match="Change how many must sign first"):
        dismiss_witness(actor=admin, now=now, witness_id=witness.id, reason="x")
    change_witnesses_needed(actor=admin, now=now, needed="none", reason="It ends.")
    dismiss_witness(actor=admin, now=now, witness_id=witness.id, reason="It ended.")
    assert (list_witnesses(), get_rule()) == ((), "none")
    assert list(RecordedDecision.objects.order_by("pk").values_list("words", flat=True)) == [
        "w.example/1 was chosen as a witness: The auditor's.",
        "Of the witnesses, any one of them must sign: One is enough.",
        "Of the witnesses, none of them must sign: It ends.",
        "w.example/1 is a witness no longer: It ended.",
    ]
    sign_head()
    assert verify(now=now).is_sound


# -- mailing


def test_the_newest_checkpoint_is_written_to_everybody_once_a_uk_day(admin, now):
    put_on_the_list(admin, now)
    put_on_the_list(admin, now, address="audit@audit.example", name="The auditor")
    sign_head()
    assert [mail_the_day(now) for _ in range(3)] == ["2 written to"] * 3
    assert len(letters()) == 2
    # 23:30 in winter is the same day; half past midnight in summer time is the next one, and 23:30 UTC the day before.
    mail_the_day(now.replace(hour=23, minute=30))
    assert len(letters()) == 2
    mail_the_day(datetime(2027, 6, 1, 22, 30, tzinfo=UTC))
    mail_the_day(datetime(2027, 6, 1, 23, 30, tzinfo=UTC))
    assert len(letters()) == 6


def test_the_letter_holds_the_checkpoint_as_it_is_the_fingerprint_and_what_to_do(admin, now, no_jobs):
    put_on_the_list(admin, now)
    latest = (sign_head(), get_latest_checkpoint())[1]
    mail_the_day(now)
    work_once(read_clock=lambda: now)
    message = mail.outbox[0]
    assert message.to == ["branch@union.example"]
    body = message.body
    copied = body.split("----------\n")[1]
    assert copied == latest.note
    assert open_checkpoint(copied.encode(), [latest.key]).checkpoint.size == latest.size == 1
    assert latest.key.fingerprint in " ".join(body.split())
    assert "Keep this e-mail." in body
    assert "1 entry" in body
    assert "http" in body
    assert CHECKPOINT in body


def test_it_says_so_when_nothing_was_filed_since(admin, now):
    put_on_the_list(admin, now)
    sign_head()
    mail_the_day(now)
    mail_the_day(now + A_DAY)
    put_on_the_list(admin, now, address="audit@audit.example")  # signed by nobody yet
    mail_the_day(now + 2 * A_DAY)
    assert ["Nothing has been filed since" in body for body in letters()] == [False, True, False, False]


def test_nothing_is_written_before_anything_was_filed_or_signed(admin, now):
    CheckpointAddress.objects.create(name="The union", address="branch@union.example", added_at=now)
    assert mail_the_day(now) == "Nothing filed yet"
    with pytest.raises(WrongState, match="Nothing has been filed yet"):
        mail_checkpoints_now(actor=admin, now=now)
    assert not Letter.objects.exists()


def test_it_can_be_sent_now_and_again_a_minute_later_but_not_twice_in_one(admin, now):
    put_on_the_list(admin, now)
    sign_head()
    mail_the_day(now)
    for seconds in (0, 5, 65):
        assert mail_checkpoints_now(actor=admin, now=now + timedelta(seconds=seconds)) == 1
    assert len(letters()) == 3
    CheckpointAddress.objects.all().delete()
    with pytest.raises(WrongState, match="Nobody is on the list"):
        mail_checkpoints_now(actor=admin, now=now)


def test_the_worker_mails_after_a_night_off_and_once(admin, now, no_jobs):
    jobs.register("mail_checkpoints", jobs.Daily(time(7, 0)), mail_checkpoints)
    put_on_the_list(admin, now)
    for hours in (0, 1, 2, 24, 25):
        work_once(read_clock=lambda hours=hours: now + timedelta(hours=hours))
    assert len(mail.outbox) == 2


def test_the_jobs_are_registered():
    assert {"mail_checkpoints", "ask_witnesses"} <= {job.name for job in jobs.registered()}


# -- the newest checkpoint for everybody


@pytest.mark.django_db
def test_before_anything_is_filed_it_says_so_in_plain_text():
    response = Client().get(CHECKPOINT)
    assert (response.status_code, response["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert response["Cache-Control"] == "no-store"
    assert b"nothing has been filed" in response.content


def test_anybody_reads_the_newest_that_was_signed_and_nothing_is_signed_for_them(admin, now):
    put_on_the_list(admin, now)
    assert Client().get(CHECKPOINT).status_code == 404
    assert not Checkpoint.objects.exists()
    sign_head()
    put_on_the_list(admin, now, address="audit@audit.example")
    client = Client()
    with CaptureQueriesContext(connection) as asked:
        response = client.get(CHECKPOINT)
    assert len(asked) == 3
    latest = get_latest_checkpoint()
    assert response.content.decode() == latest.note
    assert open_checkpoint(response.content, [latest.key]).checkpoint.size == 1
    assert response["Cache-Control"] == "public, max-age=10"
    assert not response.cookies
    again = client.get(CHECKPOINT, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])
    sign_head()
    later = client.get(CHECKPOINT, headers={"If-None-Match": response["ETag"]})
    assert later.status_code == 200
    assert later["ETag"] != response["ETag"]


# -- the worker, with a real witness


def test_the_trust_s_worker_files_on_while_the_witness_is_down_and_has_it_sign_when_it_is_up(
    admin, now, no_jobs, tmp_path: Path
):
    now = datetime.now(UTC)
    jobs.register("ask_witnesses", jobs.EveryMinute(), have_witnesses_asked)
    put_on_the_list(admin, now)
    sign_head()
    log = get_latest_checkpoint().key
    with running(tmp_path / "witness", "--name", "w.example/1", log=log) as witness:
        choose_witness(actor=admin, now=now, verifier_key=str(witness.key), url=witness.url, reason="x")
        change_witnesses_needed(actor=admin, now=now, needed="all", reason="x")
    minute = timedelta(minutes=1)
    work_once(read_clock=lambda: now)
    assert list_witnesses()[0].answer == "away"
    put_on_the_list(admin, now, address="audit@audit.example")
    filed = Entry.objects.latest("index").reference
    work_once(read_clock=lambda: now + 5 * minute)
    assert b"quorum none" in read_zip(receipt_zip(filed)).policy
    with running(tmp_path / "witness", log=log) as witness:
        WitnessRow.objects.update(url=witness.url)
        ask_witnesses_again(actor=admin, now=now)
        work_once(read_clock=lambda: now + 6 * minute)
    assert list_witnesses()[0].answer == "cosigned"
    assert b"quorum witnesses" in read_zip(receipt_zip(filed)).policy
    assert Client().get(CHECKPOINT).content.decode().endswith(f"— w.example/1 {_last_word()}\n")


def _last_word() -> str:
    return get_latest_checkpoint().note.rstrip("\n").rsplit(" ", 1)[1]


def test_a_witness_that_contradicts_is_told_of_once_a_day(admin, now):
    choose_witness(actor=admin, now=now, verifier_key=WITNESS_KEY, url="https://w.example", reason="x")
    WitnessRow.objects.update(answer="contradicts", next_try_at=now + A_DAY)
    for _ in range(2):
        have_witnesses_asked(actor=SystemActor("ask_witnesses"), now=now)
    assert sorted(Notice.objects.values_list("addressee", flat=True)) == [
        "administrator@trust",
        "trust_leader@trust",
    ]
    assert "Keep the database as it is" in Notice.objects.first().body


# -- the pages


def test_an_address_is_checked_before_it_counts(admin_pages: Pages):
    page = admin_pages.get(reverse("people:outside"))
    assert "Nobody yet" in page.text
    add = reverse("people:add_address")
    assert admin_pages.post(add, {"name": "", "address": "nonsense", "reason": ""}).problems
    check = admin_pages.post(add, UNION)
    assert "branch@union.example" in check.text
    assert not CheckpointAddress.objects.exists()
    assert "The union" in admin_pages.post(add, UNION | {"step": "change"}).html
    page = admin_pages.send(add, UNION | {"step": "confirm"})
    assert "Nothing sent yet." in page.text
    assert "They asked for it." in page.text
    again = admin_pages.post(add, UNION | {"step": "confirm"})
    assert "on the list already" in again.text


def test_the_page_says_what_was_last_sent_to_whom_and_sends_it_now(admin_pages: Pages, admin, now, no_jobs):
    put_on_the_list(admin, now)
    sign_head()
    page = admin_pages.send(reverse("people:send_now"))
    assert "on its way to 1 address" in page.text
    assert "Size 1, on its way." in page.text
    work_once(read_clock=lambda: now)
    assert "Size 1, sent on 23 November 2026 at 10:00am." in admin_pages.get(reverse("people:outside")).text
    Letter.objects.update(state="failed", sent_at=None)
    assert "Check the address" in admin_pages.get(reverse("people:outside")).text
    remove = reverse("people:remove_address", args=[CheckpointAddress.objects.get().pk])
    assert "Stop sending checkpoints to The union?" in admin_pages.get(remove).text
    assert admin_pages.post(remove, {"reason": ""}).problems
    assert "with your reason" in admin_pages.send(remove, {"reason": "They left."}).text


def test_a_witness_is_added_required_and_removed_on_pages(admin_pages: Pages):
    add = reverse("people:add_witness")
    fields = {"verifier_key": WITNESS_KEY, "url": "https://w.example", "reason": "The auditor's."}
    assert "https://w.example" in admin_pages.post(add, fields).text
    bad = admin_pages.post(add, fields | {"url": "w.example", "step": "confirm"})
    assert "in full, like https://witness.example.org" in bad.text
    page = admin_pages.send(add, fields | {"step": "confirm"})
    assert "Not asked yet" in page.text
    needed = reverse("people:witnesses_needed")
    assert "Any one of them" in admin_pages.get(needed).text
    assert "Any one of them" in admin_pages.send(needed, {"needed": "any", "reason": "x"}).text
    remove = reverse("people:remove_witness", args=[list_witnesses()[0].id])
    assert "Change how many must sign first" in admin_pages.post(remove, {"reason": "x"}).text
    admin_pages.send(needed, {"needed": "none", "reason": "x"})
    assert "asked no longer" in admin_pages.send(remove, {"reason": "x"}).text


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("away", "It did not answer"),
        ("unknown_log", "Give its operator the key below"),
        ("not_signed", "has another key"),
        ("unusable", "its clock is right"),
        ("contradicts", "Keep the database as it is"),
    ],
)
def test_the_page_says_what_keeps_a_witness_from_signing(admin_pages: Pages, admin, now, answer, words):
    choose_witness(actor=admin, now=now, verifier_key=WITNESS_KEY, url="https://w.example", reason="x")
    WitnessRow.objects.update(answer=answer, asked_at=now, failures=1, next_try_at=now)
    assert words in admin_pages.get(reverse("people:outside")).text
    status = admin_pages.get(reverse("journeys:status")).text
    assert ("has signed for other records" in status) is (answer == "contradicts")
    ask = admin_pages.send(reverse("people:ask_again"))
    assert "within a minute" in ask.text
    assert WitnessRow.objects.get().next_try_at is None
