"""My declarations, keeping them true, rounds, the home page, and people named in a record."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.declarations.declared import declare
from tests.declarations.declaring.conftest import SmallSchool, Walk
from tests.pages import Pages

from aboveboard.declarations.models import (
    Declaration,
    DeclarationEvent,
    NamedPersonRequest,
    Question,
    Round,
    RoundAnswer,
)
from aboveboard.declarations.questions import Kind
from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.steps import Happening, take_step
from aboveboard.ledger.filing import filing
from aboveboard.rules.transitions import DeclarationState, DeclarationStep

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fixed_clock")]

STEPS = {
    DeclarationStep.ACKNOWLEDGE: kinds.ACKNOWLEDGED,
    DeclarationStep.ASK: kinds.QUESTIONED,
    DeclarationStep.REFER: kinds.REFERRED,
    DeclarationStep.ASK_TO_STOP: kinds.STOP_ASKED,
}


def moved(small: SmallSchool, reference: str, *steps: DeclarationStep, now: datetime) -> Declaration:
    """The declaration after the desk has taken these steps."""
    actor = small.world.actor(small.senior)
    for step in steps:
        declaration = Declaration.objects.select_related("person").get(reference=reference)
        with filing(actor=actor, now=now) as current:
            take_step(
                declaration,
                step,
                version=declaration.version,
                happening=Happening(STEPS[step], text="Tell us more, please."),
                actor=actor,
                now=now,
                filing=current,
            )
    return Declaration.objects.get(reference=reference)


def test_the_list_shows_filters_and_exports_what_was_declared(small: SmallSchool, now: datetime):
    declare(small.teacher, now=now, name="Ann Aye")
    declare(small.teacher, now=now, name="Bob Bee")
    declare(small.senior, now=now, name="Somebody Else")
    pages = Pages.of(small.teacher.user)
    assert "Somebody Else" not in pages.get("/declarations/").text
    shown = pages.get("/declarations/", {"q": "Ann"})
    assert "Bob Bee" not in shown.text
    assert "Ann Aye" in shown.text
    assert b"Ann Aye" in pages.download("/declarations/?export=csv").content


@pytest.mark.parametrize("address", ["/declarations/", "/declarations/confirm/", "/"])
def test_a_page_asks_as_many_questions_of_the_database_for_three_as_for_one(
    address: str, small: SmallSchool, now: datetime
):
    pages = Pages.of(small.teacher.user)
    counts = []
    for names in (("Ann Aye",), ("Bob Bee", "Cy Cee")):
        for name in names:
            reference = declare(small.teacher, now=now, name=name)
            moved(small, reference, DeclarationStep.ACKNOWLEDGE, now=now)
        pages.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            pages.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_amendment_starts_from_what_was_said_and_replaces_it(small: SmallSchool, now: datetime):
    reference = declare(small.teacher, now=now)
    pages = Pages.of(small.teacher.user)
    walk = Walk(pages, pages.send(f"/declarations/{reference}/amend/"))
    assert walk.page.h1 == "Check and sign"
    walk.page = pages.get(f"/declare/{walk.draft}/context/")
    walk.fill(context="We are in a running club too.").sign()
    old, new = Declaration.objects.get(reference=reference), Declaration.objects.latest("pk")
    assert (old.state, new.supersedes) == (DeclarationState.SUPERSEDED, old)
    assert new.context == "We are in a running club too."
    assert "You have replaced this" in pages.get(f"/declarations/{reference}/").text


def test_an_amendment_of_what_has_moved_on_is_not_signed(small: SmallSchool, now: datetime):
    reference = declare(small.teacher, now=now)
    pages = Pages.of(small.teacher.user)
    walk = Walk(pages, pages.send(f"/declarations/{reference}/amend/"))
    moved(small, reference, DeclarationStep.ACKNOWLEDGE, now=now)
    page = pages.post(walk.address, walk.signature(), status=409)
    assert "Something has happened" in page.text
    assert Declaration.objects.count() == 1


def test_a_question_from_the_desk_is_answered(small: SmallSchool, now: datetime):
    reference = declare(small.teacher, now=now)
    moved(small, reference, DeclarationStep.ASK, now=now)
    pages = Pages.of(small.teacher.user)
    assert "You are asked about Priya Example" in pages.get("/").text
    page = pages.get(f"/declarations/{reference}/answer/")
    assert "Tell us more, please." in page.text
    after = pages.send(
        f"/declarations/{reference}/answer/", {**page.hidden(), "text": "We met at university."}
    )
    assert "answered the question" in after.text
    assert Declaration.objects.get().state == DeclarationState.NEW


@pytest.mark.parametrize(
    ("step", "state", "said"),
    [
        ("respond", DeclarationState.REFERRED, "What you wrote has been sent."),
        ("review", DeclarationState.UNDER_REVIEW, "Somebody else will look at it."),
        ("stop", DeclarationState.STOPPED, "It is recorded that the contact has stopped."),
        ("end", DeclarationState.ENDED, "It is recorded that this has ended."),
    ],
)
def test_whoever_is_asked_to_stop_may_respond_ask_for_review_or_say_it_stopped(
    step: str, state: DeclarationState, said: str, small: SmallSchool, now: datetime
):
    reference = declare(small.teacher, now=now)
    moved(small, reference, DeclarationStep.REFER, DeclarationStep.ASK_TO_STOP, now=now)
    pages = Pages.of(small.teacher.user)
    page = pages.get(f"/declarations/{reference}/{step}/")
    after = pages.send(
        f"/declarations/{reference}/{step}/", {**page.hidden(), "text": "I have thought about it."}
    )
    assert said in after.text
    declaration = Declaration.objects.get()
    assert declaration.state == state
    if step == "review":
        reviewers = {row.person for row in declaration.recipients.filter(matter="review")}
        assert reviewers == {small.head}


def test_a_reply_to_an_older_state_is_given_back(small: SmallSchool, now: datetime):
    reference = declare(small.teacher, now=now)
    moved(small, reference, DeclarationStep.ASK, now=now)
    pages = Pages.of(small.teacher.user)
    page = pages.post(
        f"/declarations/{reference}/answer/", {"version": "1", "text": "Some words of mine"}, status=409
    )
    assert "Some words of mine" in page.text
    assert DeclarationEvent.objects.filter(kind=kinds.ANSWERED).count() == 0


def test_all_are_confirmed_on_one_screen(small: SmallSchool, now: datetime):
    for name in ("Ann Aye", "Bob Bee"):
        moved(small, declare(small.teacher, now=now, name=name), DeclarationStep.ACKNOWLEDGE, now=now)
    pages = Pages.of(small.teacher.user)
    page = pages.get("/declarations/confirm/")
    ticked = [box.get("value") for box in page.all("input[@name='references']")]
    assert "2 confirmed" in pages.post("/declarations/confirm/", {"references": ticked}).text
    assert DeclarationEvent.objects.filter(kind=kinds.CONFIRMED).count() == 2


def asked_at(small: SmallSchool, now: datetime) -> Round:
    return Round.objects.create(
        school=small.school,
        opened_by=small.office,
        opened_at=now,
        due_on=now.date() + timedelta(days=14),
        reference="AB-ROUND",
    )


def test_nothing_to_declare_is_signed_once_and_kept_on_the_file(small: SmallSchool, now: datetime):
    asked = asked_at(small, now)
    pages = Pages.of(small.teacher.user)
    assert "Hill School asks" in pages.get("/").text
    walk = Walk(pages, pages.get("/declarations/nothing/AB-ROUND/"))
    code = walk.page.hidden()
    assert "nothing to declare today, to my knowledge" in walk.page.text
    signed = pages.send(walk.address, {**code, "typed_name": "Tess Teacher", "code": walk.code()})
    assert "You have answered" in signed.text
    assert RoundAnswer.objects.get(round=asked).person == small.teacher
    assert "Nothing to declare" in pages.get("/my-file").text
    assert "Hill School asks" not in pages.get("/").text


def test_declaring_answers_the_round_too(small: SmallSchool, now: datetime):
    asked = asked_at(small, now)
    declare(small.teacher, now=now)
    assert RoundAnswer.objects.get(round=asked).kind == "declared"


def test_a_declaration_of_a_pupil_gives_no_date_of_the_roster_away(small: SmallSchool, now: datetime):
    reference = declare(small.teacher, now=now, name="Pip Pupil", kinds=frozenset({Kind.PUPIL, Kind.FRIEND}))
    Declaration.objects.filter(reference=reference).update(
        look_again_on=now.date().replace(year=2031), matched_person=small.senior
    )
    page = Pages.of(small.teacher.user).get(f"/declarations/{reference}/")
    assert "2031" not in page.html
    assert Question.objects.get().declaration.reference == reference


def test_the_blank_form_is_a_pdf(small: SmallSchool):
    found = Pages.of(small.office.user).download("/declarations/blank-form.pdf")
    assert found.content.startswith(b"%PDF")


def test_somebody_named_asks_without_learning_whether_a_record_exists(small: SmallSchool, now: datetime):
    fields = {"kind": "complain", "name": "Nia Named", "email": "nia@example.test", "text": "Why me?"}
    before = Pages().post("/named/", fields)
    declare(small.teacher, now=now, name="Nia Named")
    after = Pages().post("/named/", fields)
    request = NamedPersonRequest.objects.latest("pk")
    assert request.acknowledge_by_on == now.date() + timedelta(days=30)
    first, second = NamedPersonRequest.objects.order_by("pk")
    assert before.text.replace(first.reference, "") == after.text.replace(second.reference, "")


def test_the_officer_acknowledges_and_answers(small: SmallSchool):
    Pages().post(
        "/named/", {"kind": "ask", "name": "Nia Named", "email": "nia@example.test", "text": "What is kept?"}
    )
    reference = NamedPersonRequest.objects.get().reference
    officer = Pages.of(small.officer.user)
    assert "Nia Named" in officer.get("/named/requests/").text
    page = officer.get(f"/named/requests/{reference}/")
    version = page.hidden()["version"]
    officer.send(f"/named/requests/{reference}/", {"version": version, "step": "acknowledge"})
    stale = officer.post(
        f"/named/requests/{reference}/", {"version": version, "answer": "All is well."}, status=409
    )
    assert "All is well." in stale.text
    now_at = officer.get(f"/named/requests/{reference}/").hidden()["version"]
    officer.send(f"/named/requests/{reference}/", {"version": now_at, "answer": "All is well."})
    assert NamedPersonRequest.objects.get().state == "answered"
    Pages.of(small.office.user).get(f"/named/requests/{reference}/", status=404)
