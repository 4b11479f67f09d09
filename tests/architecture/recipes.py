"""How the matrix makes the record behind an address: through the real services, by people of the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.architecture.rows import NO_ROLE, Made, Who
from tests.declarations.declared import declare
from tests.notices.telling import alert, tell
from tests.people.rosters.exports import oneroster
from tests.people_of_a_school import actor_of, make_person
from tests.personnel.filing import put_on_file

from aboveboard.declarations.models import Round
from aboveboard.declarations.questions import Asker, Case, to_facts
from aboveboard.declarations.services.drafts import start_draft
from aboveboard.declarations.services.keep_answer import keep_answer, share_kept_answer
from aboveboard.declarations.services.named import RequestKind, submit_named_request
from aboveboard.declarations.services.questions import ask_question
from aboveboard.ledger.filing import make_reference
from aboveboard.ledger.pure.notes import Cosigner
from aboveboard.ledger.receipts import sign_head
from aboveboard.ledger.witnesses import list_witnesses
from aboveboard.people.models import (
    AgreedPlatform,
    Audience,
    CheckpointAddress,
    Engagement,
    Person,
    School,
    Trust,
)
from aboveboard.people.roster_files.reading import HowToRead, read_roster
from aboveboard.people.roster_files.shape import RosterFormat
from aboveboard.people.roster_files.sources import Source
from aboveboard.people.selectors.settings import get_proposed_change
from aboveboard.people.services.bookings import add_booking
from aboveboard.people.services.outside import add_checkpoint_address, choose_witness
from aboveboard.people.services.platforms import agree_platform
from aboveboard.people.services.rosters.apply import apply_roster
from aboveboard.people.services.rosters.uploads import hand_in_roster
from aboveboard.people.services.settings import propose_settings
from aboveboard.personnel.services.looks import open_personnel_file
from aboveboard.rules.actor import Role, Visitor
from aboveboard.rules.relationships import DEFAULTS, decide
from aboveboard.rules.relationships.facts import Category, Staff
from aboveboard.web import clock


def a_link_that_is_too_old(people: Mapping[Who, Person]) -> Made:
    return Made(kwargs={"uidb36": "1", "key": "no-such-key"})


def a_published_checkpoint(people: Mapping[Who, Person]) -> Made:
    a_checkpoint_address(people)
    sign_head()
    return Made()


def a_checkpoint_address(people: Mapping[Who, Person]) -> Made:
    number = CheckpointAddress.objects.count()
    add_checkpoint_address(
        actor=actor_of(people[Role.ADMINISTRATOR]),
        now=clock.now(),
        name=f"The union's secretary {number}",
        address=f"union-{number}@example.org",
        reason="They asked for it.",
    )
    return Made(kwargs={"address_id": CheckpointAddress.objects.latest("pk").pk})


def a_witness(people: Mapping[Who, Person]) -> Made:
    key = Cosigner(f"w.example/{len(list_witnesses())}", Ed25519PrivateKey.generate()).key
    choose_witness(
        actor=actor_of(people[Role.ADMINISTRATOR]),
        now=clock.now(),
        verifier_key=str(key),
        url="https://witness.example.org",
        reason="They asked for it.",
    )
    return Made(kwargs={"witness_id": list_witnesses()[-1].id})


def a_roster_handed_in(people: Mapping[Who, Person]) -> Made:
    return Made(kwargs={"reference": _hand_in(people, oneroster(), RosterFormat.ONEROSTER)})


def a_list_handed_in(people: Mapping[Who, Person]) -> Made:
    staff = Source("staff.csv", content=b"Staff code,Forename,Surname,School\nA,Ada,Okafor,Oak\n")
    return Made(kwargs={"reference": _hand_in(people, staff, RosterFormat.STAFF_LIST)})


def _hand_in(people: Mapping[Who, Person], source: Source, format: RosterFormat) -> str:
    return hand_in_roster(
        actor=actor_of(people[Role.ADMINISTRATOR]),
        now=clock.now(),
        format=format,
        source="mis",
        file_name=source.name,
        content=source.content or b"",
    )


def a_roster_taken_in(people: Mapping[Who, Person], source: str = "mis") -> Made:
    done = apply_roster(
        actor=actor_of(people[Role.ADMINISTRATOR]),
        now=clock.now(),
        roster=read_roster(oneroster(), HowToRead(RosterFormat.ONEROSTER)),
        source=source,
        sha256="",
    )
    return Made(kwargs={"reference": done.filed.reference})


def a_booking(people: Mapping[Who, Person]) -> Made:
    add_booking(
        actor=actor_of(people[Role.ADMINISTRATOR]),
        now=clock.now(),
        school_id=School.objects.get(key="oak").pk,
        given_name="Grace",
        family_name=f"Liu {Engagement.objects.count()}",
        category=Category.AGENCY,
        agency="Kestrel Supply",
        from_on=clock.today(),
    )
    return Made(kwargs={"booking_id": Engagement.objects.latest("pk").pk})


def a_passkey(people: Mapping[Who, Person]) -> Made:
    owner = people[NO_ROLE]
    passkey, _ = Authenticator.objects.get_or_create(
        user=owner.user,
        type=Authenticator.Type.WEBAUTHN,
        defaults={"data": {"name": "Phone", "credential": {}}},
    )
    return Made(kwargs={"pk": passkey.pk})


def a_file(people: Mapping[Who, Person]) -> Made:
    owner = make_person(f"Owner {Person.objects.count()}", roles=(Role.STAFF_MEMBER,))
    reference = put_on_file(owner, actor=actor_of(owner), now=clock.now())
    return Made(kwargs={"reference": reference}, people={"owner": owner})


def a_checkpoint(people: Mapping[Who, Person]) -> Made:
    a_file(people)
    return Made(kwargs={"checkpoint_id": sign_head().pk})


def a_file_to_open(people: Mapping[Who, Person]) -> Made:
    return Made(kwargs={"person": people[Role.STAFF_MEMBER].reference})


def an_opened_file(people: Mapping[Who, Person]) -> Made:
    opened = open_personnel_file(
        actor=actor_of(people[Role.TRUST_HR]),
        person_reference=people[Role.STAFF_MEMBER].reference,
        reason="A reference was asked for.",
        now=clock.now(),
    )
    return Made(kwargs={"look": opened.filed.reference})


def a_document_of_an_opened_file(people: Mapping[Who, Person]) -> Made:
    owner = people[Role.STAFF_MEMBER]
    reference = put_on_file(owner, actor=actor_of(owner), now=clock.now())
    return Made(kwargs={**an_opened_file(people).kwargs, "reference": reference})


def a_notice(people: Mapping[Who, Person]) -> Made:
    told = make_person(f"Told {Person.objects.count()}")
    return Made(kwargs={"delivery_id": tell(actor_of(told))}, people={"told": told})


def an_alert(people: Mapping[Who, Person]) -> Made:
    first, second, raiser = (
        make_person(f"{name} {Person.objects.count()}") for name in ("Told", "Too", "Raiser")
    )
    reference = alert(actor_of(first), actor_of(second), by=actor_of(raiser))
    relations = {"told": first, "told with them": second, "raiser": raiser}
    return Made(kwargs={"reference": reference}, people=relations)


def a_mail_that_is_not_there(people: Mapping[Who, Person]) -> Made:
    return Made(kwargs={"mail_id": "no-such-mail"})


def a_shared_answer(people: Mapping[Who, Person]) -> Made:
    owner, leader = _asker_and_leader()
    filed = keep_answer(
        actor=actor_of(owner),
        now=clock.now(),
        facts=FACTS,
        verdict=decide(FACTS),
        shown="There is nothing to declare.",
    )
    share_kept_answer(actor=actor_of(owner), now=clock.now(), reference=filed.reference, person_id=leader.pk)
    return Made(kwargs={"reference": filed.reference}, people={"owner": owner, "shared with": leader})


def a_question(people: Mapping[Who, Person]) -> Made:
    asker, leader = _asker_and_leader()
    filed = ask_question(
        actor=actor_of(asker),
        now=clock.now(),
        facts=FACTS,
        verdict=decide(FACTS),
        settings=DEFAULTS,
        school_id=None,
        other_name="",
        text="May we stay in touch?",
    )
    return Made(kwargs={"reference": filed.reference}, people={"asker": asker, "answerer": leader})


def _asker_and_leader() -> tuple[Person, Person]:
    Trust.objects.get_or_create(pk=1, defaults={"name": "Test Learning Trust"})
    number = Person.objects.count()
    leader = make_person(f"Leader {number}", roles=(Role.STAFF_MEMBER,))
    asker = make_person(f"Asker {number}", roles=(Role.STAFF_MEMBER,))
    Person.objects.filter(pk=asker.pk).update(line_manager=leader)
    return asker, leader


FACTS = to_facts(Case(Asker(Staff(Category.PERMANENT, ("oak",), False, None, None)), date(2026, 11, 23)))


def an_agreed_platform(people: Mapping[Who, Person]) -> Made:
    agreed = AgreedPlatform.objects.filter(ended_on=None).first()
    if agreed is None:
        agree_platform(
            actor=actor_of(people[Role.HEADTEACHER]),
            now=clock.now(),
            school_id=School.objects.get().pk,
            platform="teams",
            audience=Audience.PUPILS,
            purpose="Homework",
            one_to_one=False,
        )
        agreed = AgreedPlatform.objects.get(ended_on=None)
    return Made(kwargs={"agreed_id": agreed.pk})


def a_topic(people: Mapping[Who, Person]) -> Made:
    return Made(kwargs={"slug": "parents"})


def a_proposed_setting(people: Mapping[Who, Person]) -> Made:
    waiting = get_proposed_change(clock.now())
    if waiting is not None:
        return Made(kwargs={"revision_id": waiting.id})
    proposed = propose_settings(
        actor=actor_of(people[Role.TRUST_HR]),
        now=clock.now(),
        values={"community_tie_with_pupil": "accept"},
        reason="The board asked for it",
    )
    return Made(kwargs={"revision_id": proposed.revision_id})


def a_role(people: Mapping[Who, Person]) -> Made:
    return Made(kwargs={"holding_id": people[Role.HEADTEACHER].role_holdings.get().pk})


def somebody(people: Mapping[Who, Person]) -> Made:
    return Made(kwargs={"person_id": people[Role.STAFF_MEMBER].pk})


def a_draft(people: Mapping[Who, Person]) -> Made:
    author = _author()
    draft = start_draft(
        actor=actor_of(author), now=clock.now(), answers={"alert_reference": [make_reference()]}
    )
    return Made(kwargs={"draft": draft.pk}, people={"author": author})


def a_step_of_a_draft(people: Mapping[Who, Person]) -> Made:
    made = a_draft(people)
    return Made(kwargs={**made.kwargs, "step": "who"}, people=made.people)


def a_signed_draft(people: Mapping[Who, Person]) -> Made:
    made = a_draft(people)
    declare(made.people["author"], now=clock.now(), draft_id=made.kwargs["draft"])
    return made


def a_declaration(people: Mapping[Who, Person]) -> Made:
    author = _author()
    return Made(kwargs={"reference": declare(author, now=clock.now())}, people={"author": author})


def a_step_of_a_declaration(people: Mapping[Who, Person]) -> Made:
    made = a_declaration(people)
    return Made(kwargs={**made.kwargs, "step": "end"}, people=made.people)


def a_round(people: Mapping[Who, Person]) -> Made:
    school = School.objects.get()
    asked, _ = Round.objects.get_or_create(
        school=school,
        defaults={
            "opened_by": people[Role.SCHOOL_OPERATIONS_MANAGER],
            "opened_at": clock.now(),
            "due_on": clock.today(),
            "reference": make_reference(),
        },
    )
    return Made(kwargs={"reference": asked.reference})


def a_named_request(people: Mapping[Who, Person]) -> Made:
    filed = submit_named_request(
        actor=Visitor(),
        kind=RequestKind.ASK,
        name="Nia Named",
        email="nia@example.test",
        text="Am I named?",
        now=clock.now(),
    )
    return Made(kwargs={"reference": filed.reference})


def _author() -> Person:
    Trust.objects.get_or_create(pk=1, defaults={"name": "Test Learning Trust"})
    return make_person(f"Author {Person.objects.count()}", roles=(Role.STAFF_MEMBER,))
