"""The pages of notices and alerts, as people see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.notices.conftest import Staffroom, as_actor
from tests.notices.test_alerts import HEAD, LEAD, raise_
from tests.notices.test_outbox import say
from tests.pages import Pages

from aboveboard.notices.models import Alert
from aboveboard.notices.selectors.notices import count_unread
from aboveboard.notices.services.alerts import escalate_due_alerts
from aboveboard.notices.services.sending import send_due_notices
from aboveboard.notices.targets import ToPerson
from aboveboard.people.models import Person, User
from aboveboard.rules.actor import SystemActor

WORKER = SystemActor("worker")

pytestmark = pytest.mark.usefixtures("fixed_clock")


def pages_of(person: Person) -> Pages:
    return Pages.of(User.objects.create_user(email=person.email, person=person))


@pytest.fixture
def olive(staffroom: Staffroom) -> Person:
    return staffroom.person("Olive")


def tell(olive: Person, now, *keys: str) -> None:
    for key in keys:
        say(now, ToPerson(olive.pk), key=key, subject=f"About {key}")
    send_due_notices(actor=WORKER, now=now)


def test_somebody_with_nothing_to_read_is_told_what_comes_here(olive):
    assert "No notices yet" in pages_of(olive).get("/notices/").text


def test_a_notice_is_read_marked_and_followed(olive, now):
    tell(olive, now, "one", "two")
    pages = pages_of(olive)
    page = pages.get(pages.get("/notices/").follow("About one"))
    assert page.h1 == "About one"
    assert "We told you on 23 November 2026 at 10:00am, and by e-mail" in page.text
    assert count_unread(as_actor(olive)) == 2, "looking is not marking"
    pages.send(page.response.request["PATH_INFO"], {"read": "1"})
    assert count_unread(as_actor(olive)) == 1
    answer = pages.client.post(pages.get("/notices/").follow("About two"), {"open": "1"})
    assert answer.headers["Location"] == "/desk/"
    assert count_unread(as_actor(olive)) == 0


def test_the_list_filters_sorts_and_exports(olive, now):
    tell(olive, now, "one", "two")
    pages = pages_of(olive)
    pages.send(pages.get("/notices/").follow("About one"), {"read": "1"})
    assert "About one" not in pages.get("/notices/", {"read": "no"}).text
    assert "No notices like that" in pages.get("/notices/", {"q": "three"}).text
    assert b"About two" in pages.download("/notices/?export=csv").content


def test_all_are_marked_read_at_once(olive, now):
    tell(olive, now, "one", "two")
    page = pages_of(olive).send("/notices/read")
    assert "You have marked all your notices as read." in page.text
    assert count_unread(as_actor(olive)) == 0


def test_nobody_opens_the_notice_of_another(staffroom, olive, now):
    tell(olive, now, "one")
    address = pages_of(olive).get("/notices/").follow("About one")
    pages_of(staffroom.person("Sam")).get(address, status=404)


def test_the_list_costs_the_same_for_one_and_three(olive, now):
    pages = pages_of(olive)
    tell(olive, now, "one")
    pages.get("/notices/")
    with CaptureQueriesContext(connection) as one:
        pages.get("/notices/")
    tell(olive, now, "two", "three")
    with CaptureQueriesContext(connection) as three:
        pages.get("/notices/")
    assert len(one) == len(three)


def test_an_alert_stands_on_every_page_until_somebody_has_it(staffroom, olive, now):
    hetty = staffroom.person("Hetty")
    staffroom.seat(LEAD, olive)
    staffroom.seat(HEAD, hetty)
    raised = raise_(as_actor(staffroom.person("Tess")), now, [LEAD, HEAD])
    pages, others = pages_of(olive), pages_of(hetty)
    assert "A child may be at risk" not in others.get("/accessibility").html
    address = pages.get("/accessibility").follow("Read it and say that you have it")
    others.get(address, status=404)
    page = pages.get(address)
    assert "Ravi Pupilson told me something." in page.text
    assert "If nobody does by 23 November 2026 at 11:00am, it goes to the next person in line." in page.text
    page = pages.send(address)
    assert "You have this, since 23 November 2026 at 10:00am." in page.text
    assert "I have this" not in page.text
    assert "Read it and say that you have it" not in pages.get("/accessibility").links
    assert Alert.objects.get(reference=raised.reference).state == "acknowledged"
    pages.post(address, status=409)


def test_an_alert_that_nobody_has_taken_on_says_so(staffroom, olive, now):
    staffroom.seat(LEAD, olive)
    raised = raise_(as_actor(staffroom.person("Tess")), now, [LEAD])
    escalate_due_alerts(actor=WORKER, now=now + timedelta(hours=1))
    page = pages_of(olive).get(f"/notices/alerts/{raised.reference}/")
    assert "Nobody has taken this on yet. Everybody in line has been told." in page.text


def test_the_demo_shows_the_mail_it_would_have_sent(olive, now, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    assert "No e-mails yet" in Pages().get("/demo/mail/").text
    tell(olive, now, "one", "Nguyễn’s list")
    EmailMessage("Another", "One\n\nTwo", to=["a@example.org"], connection=get_connection()).send()
    page = Pages().get("/demo/mail/")
    assert {"2 things for you in Aboveboard", "Another"} <= set(page.links)
    mail = Pages().get(page.follow("2 things for you in Aboveboard"))
    assert "About Nguyễn’s list" in mail.text
    assert "olive@example.org" in mail.text
    Pages().get("/demo/mail/no-such/", status=404)
