"""One declaration from "Can I ...?" to its result, over every desk on its way, without a break.

Each walk ends in another way that there is: the teacher asks for another reviewer, stops, or says how she sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from tests.browser.looks import assert_accessible, picture, sign_in
from tests.declarations.declaring.conftest import SmallSchool, make_small_school
from tests.personnel.reading import text_of

from aboveboard.ledger.receipt_command import main as verify_receipt
from aboveboard.notices.services.sending import send_due_notices
from aboveboard.people.models import Person
from aboveboard.personnel.seal import check_seal
from aboveboard.rules.actor import SystemActor
from aboveboard.rules.calendar import add_working_days
from aboveboard.web import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IN_SUMMARY = ".govuk-error-summary"


@pytest.fixture
def small(transactional_db: None) -> SmallSchool:
    return make_small_school(clock.now())


@dataclass
class Walk:
    """One browser, whoever sits before it, and the declaration that goes round."""

    page: Page
    small: SmallSchool
    server: object
    screen: str
    downloads: Path
    reference: str = ""

    def become(self, person: Person) -> None:
        """The worker has sent what waits; somebody signs in."""
        send_due_notices(actor=SystemActor("worker"), now=clock.now())
        sign_in(self.page, person, self.server)
        self.page.goto("/")
        self.look(f"home-of-{person.given_name}")

    def look(self, name: str) -> None:
        picture(self.page, f"journey-{name}-{self.screen}")
        if self.screen != "without_javascript":  # axe is a script
            assert_accessible(self.page)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("link", name=name).click()

    def tick(self, *labels: str) -> None:
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)

    def says(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", name=words, exact=True)).to_be_visible()

    def forget_and_be_told(self, button: str, name: str) -> None:
        """Press it with nothing filled in."""
        self.press(button)
        expect(self.page.locator(IN_SUMMARY)).to_be_visible()
        self.look(name)

    def download(self, link: str | re.Pattern[str]) -> Path:
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=link).first.click()
        path = self.downloads / download.value.suggested_filename
        download.value.save_as(path)
        return path

    def open_notice(self, subject: str) -> None:
        """From the first page over the notice to what it is about."""
        self.follow(re.compile("you have not read$"))
        self.look("notices")
        self.page.get_by_role("link", name=subject).first.click()
        self.look("notice")
        self.press("Open it")


def ask_whether_she_may(walk: Walk) -> None:
    """Every answer comes along to the declaration."""
    walk.press("Can I ...?")
    walk.look("ask-where")
    walk.forget_and_be_told("Continue", "ask-where-empty")
    walk.tick("WhatsApp")
    walk.press("Continue")
    walk.look("ask-who")
    walk.tick("A friend", "A parent or carer of a pupil")
    walk.page.get_by_label("Which school?").select_option("hill")
    walk.press("Continue")
    walk.look("ask-beginning")
    walk.write("Year", "2012")
    walk.tick("No")
    walk.press("Continue")
    walk.look("ask-contact")
    walk.tick(
        "We are in touch already",
        "Messages, or being friends or followers of each other",
        "Private, from my own account",
    )
    walk.press("Continue")
    walk.heading("Yes, if you declare it.")
    walk.look("ask-answer")


def declare_it(walk: Walk) -> None:
    walk.press("Declare this")
    walk.look("declare-who")
    walk.forget_and_be_told("Save and go on", "declare-who-empty")
    walk.write("What is their name?", "Priya Example")
    walk.press("Save and go on")
    walk.look("declare-context")
    walk.write("Tell us about it in your own words", "We have been friends since school.")
    walk.press("Save and go on")
    walk.heading("Who will receive this")
    walk.look("declare-recipients")
    walk.press("Save and go on")
    walk.heading("Check and sign")
    walk.look("check")
    walk.forget_and_be_told("Sign and send", "check-empty")
    walk.write("Your full name", "Tess Teacher")
    walk.write("Code", re.findall(r"\b\d{6}\b", str(mail.outbox[-1].body))[-1])
    walk.press("Sign and send")
    walk.heading("Signed and sent")
    walk.look("done")
    walk.reference = str(walk.page.locator(".app-reference").first.inner_text())
    assert verify_receipt([str(walk.download(re.compile("^Receipt for")))]) == 0


def receive_and_send_on(walk: Walk) -> None:
    walk.follow("1 declaration on your desk")
    walk.look("desk")
    walk.forget_and_be_told("Acknowledge those ticked", "desk-empty")
    walk.tick("Tess Teacher and Priya Example")
    walk.press("Acknowledge those ticked")
    walk.says("You have acknowledged 1 declaration.")
    walk.follow("All (1)")
    walk.follow("Tess Teacher and Priya Example")
    walk.look("desk-declaration")
    walk.follow("Look for the name in school records")
    walk.look("desk-match")
    walk.tick("Nobody in our records")
    walk.press("Save")
    walk.follow("Send it to a senior leader")
    walk.look("desk-refer")
    walk.forget_and_be_told("Send it on", "desk-refer-empty")
    walk.write("Why might it not go with section 8?", "They met through the school.")
    walk.press("Send it on")
    walk.says("It is with a senior leader now.")


def ask_for_it_to_stop(walk: Walk) -> None:
    """In two tabs at once: the second moves nothing and gives the reasons back."""
    walk.open_notice("A declaration waits for your decision")
    stop = f"/desk/{walk.reference}/ask-to-stop/"
    walk.follow("Ask for the contact to stop")
    walk.look("desk-stop")
    second = walk.page.context.new_page()
    second.goto(stop)
    until = add_working_days(clock.today(), 10)
    for page in (walk.page, second):
        page.get_by_label("What are your reasons?").fill("It began at school, as far as I can see.")
        for label, part in (("Day", until.day), ("Month", until.month), ("Year", until.year)):
            page.get_by_label(label).fill(str(part))
        page.get_by_role("button", name="Ask for it to stop").click()
    walk.says("Your decision is on their file")
    walk.page, first = second, walk.page
    walk.says("It began at school, as far as I can see.")
    walk.look("moved-on")
    walk.page = first
    second.close()


def asks_for_another_reviewer(walk: Walk) -> None:
    walk.follow("Ask for another reviewer")
    walk.look("review")
    walk.write("Why you would like somebody else to look", "We were friends long before.")
    walk.press("Ask for another reviewer")
    walk.says("Somebody else will look at it.")
    walk.become(walk.small.head)
    walk.open_notice("Please look again at a decision")
    walk.follow("The contact may go on")
    walk.look("desk-may-go-on")
    walk.write("What are your reasons?", "They were friends before she worked here.")
    walk.press("Record the decision")
    walk.says("Your decision is on their file")
    walk.become(walk.small.teacher)
    walk.open_notice("Another reviewer has decided")
    walk.says("They were friends before she worked here.")


def stops(walk: Walk) -> None:
    walk.follow("Say that it has stopped")
    walk.look("stop")
    walk.press("It has stopped")
    walk.says("It is recorded that the contact has stopped.")


def says_how_she_sees_it(walk: Walk) -> None:
    walk.follow("Say how you see it")
    walk.write("What you would like them to know", "We were friends long before.")
    walk.press("Send this")
    walk.says("What you wrote has been sent.")
    walk.become(walk.small.senior)
    walk.open_notice("A member of staff has responded")
    walk.press("It goes with the guidance")
    walk.write("What are your reasons?", "I did not know that.")
    walk.press("Record the decision")
    walk.become(walk.small.teacher)
    walk.open_notice("A senior leader has looked at what you declared")
    walk.says("I did not know that.")


def see_what_is_on_file(walk: Walk, *, decisions: int) -> None:
    walk.page.goto("/declarations/")
    walk.look("my-declarations")
    walk.page.goto("/my-file")
    walk.look("my-file")
    expect(walk.page.get_by_text("Decision about a declaration")).to_have_count(decisions)
    signed = walk.download(re.compile(f"^Document.*{walk.reference}")).read_bytes()
    assert "Priya Example" in text_of(signed)
    assert check_seal(signed).ours


@pytest.mark.parametrize(
    ("screen", "answer", "decisions"),
    [
        ("phone", asks_for_another_reviewer, 2),
        ("desktop", stops, 1),
        ("without_javascript", says_how_she_sees_it, 2),
    ],
)
def test_a_declaration_goes_from_the_teacher_over_the_desks_and_back(
    screen: str,
    answer: Callable[[Walk], None],
    decisions: int,
    request: pytest.FixtureRequest,
    small: SmallSchool,
    live_server: object,
    tmp_path: Path,
) -> None:
    walk = Walk(request.getfixturevalue(screen), small, live_server, screen, tmp_path)
    walk.become(small.teacher)
    ask_whether_she_may(walk)
    declare_it(walk)
    walk.become(small.office)
    receive_and_send_on(walk)
    walk.become(small.senior)
    ask_for_it_to_stop(walk)
    walk.become(small.teacher)
    walk.says("You are asked to stop contact with Priya Example")
    walk.open_notice("You are asked to stop contact that you declared")
    walk.look("asked-to-stop")
    answer(walk)
    walk.look("result")
    see_what_is_on_file(walk, decisions=decisions)
