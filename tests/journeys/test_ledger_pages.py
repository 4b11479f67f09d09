"""The auditors' pages, and what is told when the ledger is not sound."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.architecture.recipes import a_file
from tests.ledger.tampering import behind_the_guards
from tests.pages import Pages
from tests.people_of_a_school import make_holders

from aboveboard.journeys.selectors.ledger import growth_of
from aboveboard.journeys.services.verifying import ask_to_verify_ledger, verify_ledger
from aboveboard.ledger.models import Entry, FiledPart, Verification
from aboveboard.ledger.receipts import sign_head
from aboveboard.notices.models import Notice
from aboveboard.notices.services.jobs import run_due_jobs
from aboveboard.notices.services.sending import send_due_notices
from aboveboard.people.models import Trust
from aboveboard.rules.actor import Role, SystemActor

JOB = SystemActor("verify_ledger")
WORKER = SystemActor("worker")


@pytest.fixture
def people(db, fixed_clock):
    Trust.objects.get_or_create(pk=1, defaults={"name": "Test Learning Trust"})
    return make_holders()


@pytest.fixture
def auditor(people):
    return Pages.of(people[Role.AUDITOR].user)


def test_before_anything_is_filed_the_page_says_what_will_be_there(auditor):
    page = auditor.get("/ledger/")
    assert "It has not been verified yet." in page.text
    assert "Nothing has been filed yet." in page.text
    assert not page.all("script[@id='growth']")
    assert "Nobody has looked at all of it yet." in auditor.get("/").text
    assert "No checkpoints yet" in auditor.get("/ledger/checkpoints/").text


def test_an_auditor_sees_that_it_is_sound_how_large_it_is_and_who_signed(auditor, people, now):
    a_file(people)
    a_file(people)
    made = sign_head()
    verify_ledger(actor=JOB, now=now)
    page = auditor.get("/ledger/")
    assert "Sound 23 November 2026 at 10:00am: 2 entries looked at" in page.text
    assert "November 202622" in page.text
    assert made.log.origin in page.text
    assert len(page.texts("th[@scope='row']/span[@class='app-reference']")[0].split()) == 16
    assert "Nobody outside the trust has signed" in page.text
    assert "Sound when all of it was last looked at" in auditor.get("/").text


def test_an_auditor_takes_checkpoints_along(auditor, people):
    a_file(people)
    first = sign_head()
    a_file(people)
    sign_head()
    page = auditor.get("/ledger/checkpoints/")
    assert page.texts("tbody//th") == ["2", "1"]
    assert auditor.get("/ledger/checkpoints/", {"size": "1"}).texts("tbody//th") == ["1"]
    assert "No checkpoint of that size" in auditor.get("/ledger/checkpoints/", {"size": "many"}).text
    note = auditor.download(f"/ledger/checkpoints/{first.pk}")
    assert note.content.decode() == first.note
    listed = auditor.download("/ledger/checkpoints/?export=csv").content.decode()
    assert len(listed.splitlines()) == 3
    auditor.get("/ledger/checkpoints/999999", status=404)


def test_verify_now_waits_for_the_worker_and_is_asked_for_once(auditor, people, now):
    page = auditor.send("/ledger/verify")
    assert "It will be verified within a minute" in page.text
    assert "about to be verified already" in auditor.send("/ledger/verify").text
    run_due_jobs(actor=WORKER, now=now + timedelta(seconds=1))
    page = auditor.get("/ledger/")
    assert page.texts("button")[-1] == "Verify now"
    assert Verification.objects.filter(whole=True).count() == 1


def test_a_ledger_that_is_not_sound_is_told_to_auditors_and_administrators_and_nobody_else(
    auditor, people, now
):
    a_file(people)
    with behind_the_guards():
        FiledPart.objects.update(content=b"other")
    reference = Entry.objects.get().reference
    assert verify_ledger(actor=JOB, now=now) == "1 findings: run ledger verify"
    told = {notice.target["role"]: notice for notice in Notice.objects.filter(kind="ledger_not_sound")}
    assert set(told) == {Role.AUDITOR, Role.ADMINISTRATOR}
    assert "1 thing in it is not as they should be" in told[Role.AUDITOR].body
    assert reference not in told[Role.ADMINISTRATOR].body
    send_due_notices(actor=WORKER, now=now)
    page = auditor.get("/ledger/")
    assert "Not sound" in page.text
    assert reference in page.text
    assert "Keep this database as it is" in page.text
    assert "Not sound" in auditor.get("/").text
    administrator = Pages.of(people[Role.ADMINISTRATOR].user)
    assert "1 finding: run “aboveboard ledger verify”" in administrator.get("/status/").text
    assert "The records do not fit together" in administrator.get("/notices/").text


def test_the_growth_has_every_month_and_no_more_than_three_years():
    assert growth_of({}) == ()
    months = growth_of({"2026-11": 3, "2027-01": 4})
    assert [(month.words, month.filed, month.size) for month in months] == [
        ("November 2026", 3, 3),
        ("December 2026", 0, 3),
        ("January 2027", 4, 7),
    ]
    long = growth_of({"2020-01": 5, "2026-01": 1})
    assert (len(long), long[0].words, long[-1].size) == (36, "February 2023", 6)


def test_asking_again_after_it_ended_is_asking_anew(people, now):
    from tests.people_of_a_school import actor_of

    asker = actor_of(people[Role.AUDITOR])
    assert ask_to_verify_ledger(actor=asker, now=now)
    assert not ask_to_verify_ledger(actor=asker, now=now)
    run_due_jobs(actor=WORKER, now=now)
    later = now + timedelta(minutes=1)
    assert ask_to_verify_ledger(actor=asker, now=later)
    run_due_jobs(actor=WORKER, now=later)
    assert Verification.objects.filter(whole=True).count() == 2
