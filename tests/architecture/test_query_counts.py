"""Every page with a list asks the database as often for three rows as for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.architecture import recipes
from tests.architecture.access_matrix import MATRIX, NO_ROLE, Who
from tests.declarations.declared import declare
from tests.notices.telling import alert, tell
from tests.people_of_a_school import actor_of, make_holders, make_person
from tests.personnel.filing import put_on_file

from aboveboard.declarations.services.acknowledge import acknowledge_declarations
from aboveboard.declarations.services.ask_school import close_round, open_round
from aboveboard.declarations.services.drafts import start_draft
from aboveboard.declarations.services.keep_answer import keep_answer
from aboveboard.declarations.services.look_into import ask_author, refer_declaration
from aboveboard.declarations.services.questions import ask_question
from aboveboard.ledger.models import LedgerKey, Log
from aboveboard.ledger.pure.notes import Signer
from aboveboard.people.models import Audience, Person, School, Trust
from aboveboard.people.services.platforms import agree_platform
from aboveboard.personnel.services.looks import open_personnel_file
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.relationships import decide
from aboveboard.rules.relationships.settings import DEFAULTS
from aboveboard.web import clock

People = Mapping[Who, Person]
Add = Callable[[People, int], object]


def a_declaration(people: People, number: int) -> None:
    declare(people[Role.STAFF_MEMBER], now=clock.now(), name=f"Priya Example {number}")


def an_acknowledged_declaration(people: People, number: int, *, now: datetime | None = None) -> None:
    now = now or clock.now()
    reference = declare(people[Role.STAFF_MEMBER], now=now, name=f"Priya Example {number}")
    acknowledge_declarations(actor=_office(people), versions={reference: 1}, now=now)


def one_from_last_year(people: People, number: int) -> None:
    an_acknowledged_declaration(people, number, now=clock.now() - timedelta(days=370))


def a_question_to_its_author(people: People, number: int) -> None:
    reference = declare(people[Role.STAFF_MEMBER], now=clock.now(), name=f"Priya Example {number}")
    ask_author(actor=_office(people), reference=reference, version=1, text="Since when?", now=clock.now())


def a_referred_declaration(people: People, number: int) -> None:
    reference = declare(people[Role.STAFF_MEMBER], now=clock.now(), name=f"Priya Example {number}")
    refer_declaration(
        actor=_office(people), reference=reference, version=1, reasons="It may not fit.", now=clock.now()
    )


def a_round(people: People, number: int) -> None:
    asked = open_round(
        actor=_office(people),
        school_id=School.objects.get().pk,
        due_on=clock.today() + timedelta(days=number + 1),
        now=clock.now(),
    )
    close_round(actor=_office(people), reference=asked.reference, now=clock.now())


def _office(people: People) -> Actor:
    return actor_of(people[Role.SCHOOL_OPERATIONS_MANAGER])


def a_draft(people: People, number: int) -> None:
    answers = {"other_name": [f"Priya Example {number}"]}
    start_draft(actor=actor_of(people[Role.STAFF_MEMBER]), now=clock.now(), answers=answers)


def a_file_entry(people: People, number: int) -> None:
    owner = people[Role.STAFF_MEMBER]
    put_on_file(owner, actor=actor_of(owner), now=clock.now(), title=f"Declaration {number}")


def a_look(people: People, number: int) -> None:
    open_personnel_file(
        actor=actor_of(people[Role.TRUST_HR]),
        person_reference=people[Role.STAFF_MEMBER].reference,
        reason=f"Reference {number} was asked for.",
        now=clock.now(),
    )


def a_colleague(people: People, number: int) -> None:
    make_person(f"Colleague {number}", roles=(Role.STAFF_MEMBER, Role.SENIOR_LEADER))


def a_notice(people: People, number: int) -> None:
    tell(actor_of(people[Role.STAFF_MEMBER]), key=f"test-{number}")


def an_alert(people: People, number: int) -> None:
    alert(actor_of(people[Role.STAFF_MEMBER]), by=actor_of(people[Role.TRUST_HR]))


def a_kept_answer(people: People, number: int) -> None:
    keep_answer(
        actor=actor_of(people[Role.STAFF_MEMBER]),
        now=clock.now(),
        facts=recipes.FACTS,
        verdict=decide(recipes.FACTS),
        shown="There is nothing to declare.",
    )


def a_question(people: People, number: int) -> None:
    ask_question(
        actor=actor_of(people[Role.STAFF_MEMBER]),
        now=clock.now(),
        facts=recipes.FACTS,
        verdict=decide(recipes.FACTS),
        settings=DEFAULTS,
        school_id=School.objects.get().pk,
        other_name="",
        text=f"May we stay in touch? {number}",
    )


def a_platform(people: People, number: int) -> None:
    agree_platform(
        actor=actor_of(people[Role.HEADTEACHER]),
        now=clock.now(),
        school_id=School.objects.get().pk,
        platform=("teams", "classdojo", "google_classroom")[number],
        audience=Audience.PUPILS,
        purpose="Homework",
        one_to_one=False,
    )


def a_named_request(people: People, number: int) -> None:
    recipes.a_named_request(people)


def a_checkpoint_address(people: People, number: int) -> None:
    recipes.a_checkpoint_address(people)


def a_witness(people: People, number: int) -> None:
    recipes.a_witness(people)


def a_checkpoint(people: People, number: int) -> None:
    recipes.a_checkpoint(people)


def a_key(people: People, number: int) -> None:
    recipes.a_checkpoint(people)
    signer = Signer(f"another-{number}", Ed25519PrivateKey.generate())
    LedgerKey.objects.create(
        log=Log.objects.get(), verifier_key=str(signer.key), from_size=1, to_size=2, status="retired"
    )


def a_roster_taken_in(people: People, number: int) -> None:
    recipes.a_roster_taken_in(people, source=f"mis {number}")


def a_file_handed_in(people: People, number: int) -> None:
    recipes.a_list_handed_in(people)


def a_booking(people: People, number: int) -> None:
    recipes.a_booking(people)


STAFF, OFFICE = Role.STAFF_MEMBER, Role.SCHOOL_OPERATIONS_MANAGER
FIND = {"q": "Colleague"}
LISTS: dict[tuple[str, str], tuple[Who, Add]] = {
    ("declarations:declare", "drafts"): (STAFF, a_draft),
    ("declarations:my_declarations", ""): (STAFF, a_declaration),
    ("declarations:confirm", ""): (STAFF, an_acknowledged_declaration),
    ("declarations:desk", ""): (OFFICE, a_declaration),
    ("declarations:desk_all", ""): (OFFICE, an_acknowledged_declaration),
    ("declarations:desk_author", ""): (OFFICE, a_question_to_its_author),
    ("declarations:desk_due", ""): (OFFICE, one_from_last_year),
    ("declarations:desk_leader", ""): (OFFICE, a_referred_declaration),
    ("declarations:desk_new", ""): (OFFICE, a_declaration),
    ("declarations:desk_rounds", ""): (OFFICE, a_round),
    ("declarations:kept_answers", ""): (STAFF, a_kept_answer),
    ("declarations:questions", "asked"): (STAFF, a_question),
    ("declarations:named_requests", ""): (Role.DATA_PROTECTION_OFFICER, a_named_request),
    ("journeys:checkpoints", ""): (Role.AUDITOR, a_checkpoint),
    ("journeys:home", "drafts"): (STAFF, a_draft),
    ("journeys:ledger", "keys"): (Role.AUDITOR, a_key),
    ("journeys:rosters", ""): (Role.TRUST_HR, a_roster_taken_in),
    ("journeys:rosters", "waiting"): (Role.ADMINISTRATOR, a_file_handed_in),
    ("notices:mine", ""): (STAFF, a_notice),
    ("notices:mine", "alerts"): (STAFF, an_alert),
    ("people:outside", "addresses"): (Role.ADMINISTRATOR, a_checkpoint_address),
    ("people:outside", "witnesses"): (Role.ADMINISTRATOR, a_witness),
    ("people:bookings", ""): (OFFICE, a_booking),
    ("people:platforms", ""): (STAFF, a_platform),
    ("people:roles", ""): (Role.ADMINISTRATOR, a_colleague),
    ("personnel:my_file", ""): (STAFF, a_file_entry),
    ("personnel:looks", ""): (STAFF, a_look),
    ("personnel:my_receipts", ""): (STAFF, a_file_entry),
    ("personnel:find", "found"): (Role.TRUST_HR, a_colleague),
}
"""Each list: its address and which part of the page is meant; who looks; what adds a row."""

WITHOUT_A_LIST = {
    "declarations:ask",
    "declarations:blank_form",
    "declarations:desk_open_round",
    "declarations:named",
    "declarations:privacy",
    "journeys:readyz",
    "journeys:roster_hand_in",
    "journeys:roster_scope",
    "journeys:status",
    "notices:sent_mail",  # reads a folder, and no database
    "people:account",
    "people:add_address",
    "people:add_booking",
    "people:add_school",
    "people:add_staff",
    "people:add_witness",
    "people:agree_platform",
    "people:demo",
    "people:grant_role",
    "people:settings",
    "people:trust",
    "personnel:all_my_receipts",  # a zip: each receipt is read by itself
    "personnel:compare_receipt",
    "people:witnesses_needed",
    "web:accessibility",
    "web:gallery",
    "web:healthz",
}


def test_every_page_that_is_asked_for_by_itself_has_its_lists_counted():
    alone = {
        row.address
        for row in MATRIX
        if row.recipe is None and row.method == "get" and ":" in row.address and row.status == 200
    }
    counted = {address for address, _ in LISTS}
    assert alone - counted == WITHOUT_A_LIST, "add it to LISTS, or to those without one"


@pytest.fixture
def people(db: None) -> dict[Who, Person]:
    Trust.objects.get_or_create(pk=1, defaults={"name": "Test Learning Trust"})
    return {**make_holders(), NO_ROLE: make_person("Nobody")}


def visit(address: str, person: Person, typed: dict[str, str] | None) -> tuple[list[str], int]:
    """What the page asks of the database, after what is asked once a process; and how long it is."""
    client = Client()
    client.force_login(person.user)
    fetch = partial(client.post, address, typed) if typed else partial(client.get, address)
    fetch()
    with CaptureQueriesContext(connection) as asked:
        response = fetch()
    assert response.status_code == 200
    return [query["sql"] for query in asked], len(response.content)


@pytest.mark.usefixtures("fixed_clock")
@pytest.mark.parametrize(("name", "part"), LISTS, ids=[" ".join(key).strip() for key in LISTS])
def test_a_list_asks_as_often_for_three_rows_as_for_one(people: People, name: str, part: str):
    who, add = LISTS[name, part]
    typed = FIND if name == "personnel:find" else None
    add(people, 0)
    one, length = visit(reverse(name), people[who], typed)
    add(people, 1)
    add(people, 2)
    three, longer = visit(reverse(name), people[who], typed)
    assert longer > length + 100, "the rows are not shown"
    assert len(three) == len(one), "\n".join(three)
