"""What is past its time is found, asked for, confirmed by another, and then nowhere to be found."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from tests.architecture.recipes import FACTS
from tests.declarations.declared import declare
from tests.pages import Pages
from tests.people_of_a_school import actor_of, make_holders, make_person

from aboveboard.declarations.models import Declaration, KeptAnswer, NamedPersonRequest, Question
from aboveboard.declarations.services.acknowledge import acknowledge_declarations
from aboveboard.declarations.services.drafts import start_draft
from aboveboard.declarations.services.keep_answer import keep_answer
from aboveboard.declarations.services.named import (
    RequestKind,
    answer_named_request,
    submit_named_request,
)
from aboveboard.declarations.services.questions import ask_question
from aboveboard.journeys.models import DueRecord, DueState, Hold
from aboveboard.journeys.services.holds import get_title_of, lift_hold, set_hold
from aboveboard.journeys.services.retention import (
    ask_to_erase,
    confirm_erasure,
    find_due_records,
    take_back_asking,
)
from aboveboard.journeys.services.sweep.run import run_sweep
from aboveboard.ledger.kinds import ERASURE, OF_THE_LEDGER, list_kinds
from aboveboard.ledger.models import Entry
from aboveboard.ledger.pure.erasures import parse_erasure
from aboveboard.ledger.receipts import get_part
from aboveboard.ledger.verification import verify
from aboveboard.notices.models import Notice
from aboveboard.people.models import Absence, Engagement, School, Trust
from aboveboard.people.selectors.actors import get_actor
from aboveboard.personnel.models import FileEntry, FileLook
from aboveboard.personnel.services.entries import add_file_mention
from aboveboard.personnel.services.looks import open_personnel_file
from aboveboard.rules.actor import Actor, Role, SystemActor, Visitor
from aboveboard.rules.errors import NotAllowed, NotFound, StaleState, WrongState
from aboveboard.rules.relationships import DEFAULTS, decide
from aboveboard.rules.retention import KEPT_ON, rule_of
from aboveboard.web import clock

pytestmark = pytest.mark.django_db

SWEEP = SystemActor("sweep")
LAST_DAY = date(2026, 12, 18)
LATER = datetime(2033, 1, 10, 10, 0, tzinfo=UTC)
SECRETS = ("Zebedee Quillfeather", "since the flood of Thornaby", "kittiwake", "tribunal of Wexcombe")


@pytest.fixture
def people(db):
    Trust.objects.get_or_create(pk=1, defaults={"name": "Test Learning Trust"})
    return make_holders()


@pytest.fixture
def leaver(people, now):
    """A teacher about whom everything has been filed that can be, and who left in 2026."""
    person = make_person("Lena", "Leaver", roles=(Role.STAFF_MEMBER,))
    actor, office = actor_of(person), actor_of(people[Role.SCHOOL_OPERATIONS_MANAGER])
    reference = declare(person, now=now, name=SECRETS[0])
    acknowledge_declarations(actor=office, versions={reference: 1}, now=now)
    start_draft(actor=actor, now=now, answers={"other_name": ["Somebody else"]})
    keep_answer(actor=actor, now=now, facts=FACTS, verdict=decide(FACTS), shown=f"You asked: {SECRETS[1]}")
    ask_question(
        actor=actor,
        now=now,
        facts=FACTS,
        verdict=decide(FACTS),
        settings=DEFAULTS,
        school_id=School.objects.get().pk,
        other_name=SECRETS[0],
        text=f"May we talk of the {SECRETS[2]}?",
    )
    open_personnel_file(
        actor=actor_of(people[Role.TRUST_HR]),
        person_reference=person.reference,
        reason=f"The {SECRETS[2]} was seen.",
        now=now,
    )
    Engagement.objects.filter(person=person).update(until_on=LAST_DAY)
    return person


def as_of(person, when=LATER) -> Actor:
    return get_actor(person, on=when.date())


def due_after(when=LATER):
    find_due_records(actor=SWEEP, now=when)
    return DueRecord.objects.exclude(state=DueState.ERASED)


def asked(people, due, when=LATER):
    ask_to_erase(actor=as_of(people[Role.TRUST_HR]), due_id=due.pk, version=due.version, now=when)
    due.refresh_from_db()
    return due


def confirm(people, due, when=LATER, *, by=Role.DATA_PROTECTION_OFFICER):
    return confirm_erasure(actor=as_of(people[by]), due_id=due.pk, version=due.version, now=when)


def where_it_still_is(words: str) -> list[str]:
    """Every table and column, of any room, that still holds these words."""
    found = []
    for model in apps.get_models():
        fields = [
            field for field in model._meta.local_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.BinaryField)
        ]  # fmt: skip
        for row in model._default_manager.values_list(*(field.name for field in fields)) if fields else ():
            for field, value in zip(fields, row, strict=True):
                text = (
                    bytes(value).decode(errors="replace")
                    if isinstance(value, bytes | memoryview)
                    else str(value)
                )
                if words in text:
                    found.append(f"{model._meta.label}.{field.name}")
    return found


def test_what_was_filed_about_a_leaver_is_due_only_when_its_time_is_over(leaver, people, now):
    end = datetime(2032, 12, 18, 10, 0, tzinfo=UTC)
    assert not due_after(now).exists()
    assert not due_after(end).exists()
    due = due_after(end + timedelta(days=1)).get()
    assert (due.person, due.kept_until_on, due.state) == (leaver, end.date(), DueState.DUE)
    assert due.records == Entry.objects.filter(subject=leaver.reference).count() == 5


def test_two_people_erase_it_and_nothing_of_it_is_left_in_any_table(leaver, people, now):
    for words in SECRETS[:3]:
        assert where_it_still_is(words), words
    due = asked(people, due_after().get())
    filed = confirm(people, due)
    for words in (*SECRETS, leaver.reference):
        left = [each for each in where_it_still_is(words) if each != "people.Person.reference"]
        assert left == [], words
    for model in (Declaration, Question, KeptAnswer, FileEntry, FileLook):
        assert not model._default_manager.exists(), model
    assert verify(now=LATER).findings == ()
    said = parse_erasure(get_part(filed.reference, "erasure.json"))
    assert (said.rule, said.reason) == ("employment", "Kept until 2032-12-18.")
    assert said.asked_by == people[Role.TRUST_HR].reference
    assert len(said.entries) == 5
    due.refresh_from_db()
    assert (due.state, due.about, due.person, due.reference) == (DueState.ERASED, "", None, filed.reference)
    assert not due_after().exists()


def test_whoever_asks_does_not_confirm_and_one_of_the_two_is_the_officer(leaver, people, now):
    due = asked(people, due_after().get())
    another = make_person("Second", "Hr", roles=(Role.TRUST_HR,))
    for person in (people[Role.TRUST_HR], another):
        with pytest.raises(NotAllowed):
            confirm_erasure(actor=as_of(person), due_id=due.pk, version=due.version, now=LATER)
    take_back_asking(actor=as_of(another), due_id=due.pk, version=due.version, now=LATER)
    due.refresh_from_db()
    officer = people[Role.DATA_PROTECTION_OFFICER]
    ask_to_erase(actor=as_of(officer), due_id=due.pk, version=due.version, now=LATER)
    due.refresh_from_db()
    assert confirm(people, due, by=Role.TRUST_HR)
    assert Entry.objects.filter(kind=ERASURE).count() == 1


def test_a_record_is_erased_once_and_in_order(leaver, people):
    due = due_after().get()
    with pytest.raises(WrongState):
        confirm(people, due)
    with pytest.raises(StaleState):
        ask_to_erase(actor=as_of(people[Role.TRUST_HR]), due_id=due.pk, version=9, now=LATER)
    asked(people, due)
    with pytest.raises(WrongState):
        asked(people, due)
    confirm(people, due)
    due.refresh_from_db()
    with pytest.raises(WrongState):
        confirm(people, due)


def test_what_has_just_changed_is_not_erased(leaver, people):
    due = asked(people, due_after().get())
    open_personnel_file(
        actor=as_of(people[Role.TRUST_HR]), person_reference=leaver.reference, reason="A claim.", now=LATER
    )
    with pytest.raises(StaleState):
        confirm(people, due)
    assert not due_after().exists(), "it leaves the list"
    assert due_after(LATER + timedelta(days=29)).exists(), "and comes back when it has settled"


def test_who_comes_back_is_no_longer_due(leaver, people):
    asked(people, due_after().get())
    Engagement.objects.create(
        person=leaver, school=School.objects.get(), category="permanent", from_on=date(2033, 1, 1)
    )
    assert not due_after().exists()


def test_a_hold_keeps_everything_until_it_is_lifted(leaver, people):
    hr = as_of(people[Role.TRUST_HR])
    due = asked(people, due_after().get())
    held = set_hold(actor=hr, about=leaver.reference, reason=f"The {SECRETS[3]} asks.", now=LATER)
    with pytest.raises(NotFound):
        confirm(people, due)
    assert not due_after(LATER + timedelta(days=400)).exists()
    with pytest.raises(WrongState):
        set_hold(actor=hr, about=leaver.reference, reason="Again.", now=LATER)
    lift_hold(actor=hr, reference=held.reference, now=LATER)
    with pytest.raises(StaleState):
        lift_hold(actor=hr, reference=held.reference, now=LATER)
    assert verify(now=LATER).findings == ()
    when = LATER + timedelta(days=29)
    due = asked(people, due_after(when).get(), when)
    confirm(people, due, when)
    assert where_it_still_is(SECRETS[3]) == []
    assert not Hold.objects.exists()
    assert verify(now=when).findings == ()


def test_what_is_held_is_not_erased_from_a_terminal_either(leaver, people):
    reference = Declaration.objects.get().reference
    hr = as_of(people[Role.TRUST_HR])
    held = set_hold(actor=hr, about=leaver.reference, reason="A court asks.", now=LATER)
    asked_for = ["ledger", "erase", reference, "--reason", "Asked.", "--yes"]
    with pytest.raises(CommandError, match="kept longer"):
        call_command(*asked_for)
    lift_hold(actor=hr, reference=held.reference, now=LATER)
    call_command(*asked_for)
    assert not Declaration.objects.exists()
    assert Question.objects.exists(), "it was asked for alone"
    assert verify(now=LATER).findings == ()


def test_a_hold_needs_a_reason_and_somebody_whose_records_they_are(leaver, people):
    hr = as_of(people[Role.TRUST_HR])
    with pytest.raises(NotAllowed):
        set_hold(actor=hr, about=leaver.reference, reason="  ", now=LATER)
    for about in (people[Role.TRUST_HR].reference, "person-none"):
        with pytest.raises(NotFound):
            set_hold(actor=hr, about=about, reason="Mine.", now=LATER)
    with pytest.raises(NotAllowed):
        set_hold(actor=as_of(people[Role.HEADTEACHER]), about=leaver.reference, reason="No.", now=LATER)


def test_whoever_is_mentioned_or_below_has_no_part_in_it(leaver, people, now):
    from aboveboard.ledger.filing import filing

    due = due_after().get()
    hr, officer = people[Role.TRUST_HR], people[Role.DATA_PROTECTION_OFFICER]
    with filing(actor=SWEEP, now=now) as current:
        add_file_mention(filing=current, reference=FileEntry.objects.first().reference, person_id=hr.pk)
    officer.line_manager = leaver
    officer.save()
    for person in (hr, officer):
        with pytest.raises(NotFound):
            ask_to_erase(actor=as_of(person), due_id=due.pk, version=1, now=LATER)
        with pytest.raises(NotFound):
            get_title_of(actor=as_of(person), about=leaver.reference, now=LATER)


def test_a_request_by_somebody_named_goes_three_years_after_its_answer(people, now):
    officer = actor_of(people[Role.DATA_PROTECTION_OFFICER])
    filed = submit_named_request(
        actor=Visitor(),
        kind=RequestKind.ASK,
        name=SECRETS[0],
        email="z@example.test",
        text=SECRETS[1],
        now=now,
    )
    answer_named_request(actor=officer, reference=filed.reference, version=1, answer=SECRETS[2], now=now)
    assert not due_after(datetime(2029, 11, 23, 10, tzinfo=UTC)).exists()
    when = datetime(2029, 11, 24, 10, tzinfo=UTC)
    due = due_after(when).get()
    assert (due.person, due.records, due.kept_until_on) == (None, 2, date(2029, 11, 23))
    asked(people, due, when)
    held = set_hold(actor=officer, about=filed.reference, reason=SECRETS[3], now=when)
    lift_hold(actor=officer, reference=held.reference, now=when)
    due = asked(people, due_after(when).get(), when)
    confirm(people, due, when)
    assert not NamedPersonRequest.objects.exists()
    assert [words for words in SECRETS if where_it_still_is(words)] == []
    assert verify(now=when).findings == ()


def test_those_who_erase_are_told_once_a_week_and_whoever_confirms_when_asked(leaver, people):
    for day in range(8):
        find_due_records(actor=SWEEP, now=LATER + timedelta(days=day))
    assert Notice.objects.filter(kind="records_due").count() == 4, "two people, two weeks"
    asked(people, DueRecord.objects.get())
    assert Notice.objects.get(kind="erasure_asked").addressee == "data_protection_officer@trust"


def test_the_sweep_finds_them_and_deletes_old_absences(leaver, people):
    away = {"person": people[Role.HEADTEACHER], "from_on": date(2031, 1, 1)}
    Absence.objects.create(**away, until_on=date(2032, 1, 9))
    Absence.objects.create(**away, until_on=date(2032, 1, 10))
    assert "absences: 1 deleted" in run_sweep(actor=SWEEP, now=LATER)
    # That sweep closed the leaver's declaration, which has to settle first.
    assert "retention: 1 due" in run_sweep(actor=SWEEP, now=LATER + timedelta(days=29))


def test_every_kind_that_is_filed_has_a_rule_or_a_reason_to_stay():
    unruled = [
        kind
        for kind in list_kinds()
        if kind not in OF_THE_LEDGER and rule_of(kind) is None and not kind.startswith(tuple(KEPT_ON))
    ]
    assert [kind for kind in unruled if kind.split(".")[0] not in {"test", "example", "drill"}] == []


class TestPages:
    def test_from_the_list_to_the_end(self, leaver, people):
        with clock.stopped_at(LATER):
            find_due_records(actor=SWEEP, now=LATER)
            hr = Pages.of(people[Role.TRUST_HR].user)
            officer = Pages.of(people[Role.DATA_PROTECTION_OFFICER].user)
            address = hr.get("/retention/").follow("Lena Leaver")
            page = hr.get(address)
            assert "Declarations, and what happened to them" in page.text
            assert "18 December 2032" in page.text
            page = hr.send(address, {**page.hidden(), "step": "ask"})
            assert "Somebody else must confirm this" in page.text
            page = officer.get(address)
            assert "What is erased cannot be brought back." in page.text
            page = officer.send(address, {"version": "2", "step": "erase"})
            assert "The records are erased." in page.text
            assert "Lena" not in page.text
            assert "Erased" in hr.get("/retention/", {"state": "erased"}).text
            assert "Lena" not in hr.get("/retention/").text
            assert b"2032" in officer.download("/retention/?export=csv").content

    def test_somebodys_records_are_kept_longer_and_no_longer(self, leaver, people):
        with clock.stopped_at(LATER):
            find_due_records(actor=SWEEP, now=LATER)
            hr = Pages.of(people[Role.TRUST_HR].user)
            assert "Nothing is kept longer" in hr.get("/retention/holds/").text
            found = hr.post("/retention/holds/", {"q": "Leaver"})
            address = found.follow("Lena Leaver")
            assert "Nobody found" in hr.post("/retention/holds/", {"q": "Nemo"}).text
            page = hr.send(address, {"reason": "A court asks for them."})
            assert "A court asks for them." in page.text
            assert "Nothing is past its time" in hr.get("/retention/").text
            hold = Hold.objects.get()
            page = hr.send(f"/retention/holds/{hold.reference}/lift/")
            assert "The ordinary time counts again." in page.text

    def test_a_step_that_is_none_does_nothing(self, leaver, people):
        with clock.stopped_at(LATER):
            due = due_after().get()
            Pages.of(people[Role.TRUST_HR].user).send(
                f"/retention/{due.pk}/", {"step": "shred", "version": "x"}
            )
        due.refresh_from_db()
        assert due.state == DueState.DUE
