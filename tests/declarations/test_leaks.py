"""Ways round need-to-know that somebody tried, and that stay shut."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.declarations.at_state import NOW, Office, a_child_on_roll, a_friend_who_is_a_parent
from tests.pages import Pages
from tests.people_of_a_school import SINCE

from aboveboard.declarations.models import Declaration, DeclarationRecipient, Draft, Question
from aboveboard.declarations.selectors.rounds import get_round
from aboveboard.declarations.selectors.visibility import questions_visible_to
from aboveboard.declarations.selectors.visibility import visible_to as visible_declarations
from aboveboard.declarations.services.ask_school import open_round
from aboveboard.declarations.services.entries import Amended
from aboveboard.declarations.services.hand_on import declare_conflict
from aboveboard.declarations.services.match import match_person
from aboveboard.ledger.verification import verify
from aboveboard.notices.models import Alert, Notice
from aboveboard.notices.selectors.alerts import get_alert_for
from aboveboard.notices.services.alerts import acknowledge_alert, escalate_due_alerts
from aboveboard.people.models import Engagement, Person
from aboveboard.personnel.selectors.visibility import visible_to
from aboveboard.rules.actor import Role, SystemActor
from aboveboard.rules.errors import NotFound

pytestmark = pytest.mark.django_db


def match(office: Office, declaration: Declaration, person: Person) -> None:
    """Whoever has it and is not meant says who the name is."""
    by = next(
        actor
        for actor in (office.manager, office.safeguarding, office.actor(HEAD))
        if actor.person_id != person.pk and visible_declarations(actor).filter(pk=declaration.pk).exists()
    )
    declaration.refresh_from_db()
    match_person(
        actor=by,
        reference=declaration.reference,
        version=declaration.version,
        person_id=person.pk,
        now=NOW,
    )
    declaration.refresh_from_db()


def hand_on(office: Office, declaration: Declaration, role: Role) -> None:
    declaration.refresh_from_db()
    declare_conflict(
        actor=office.actor(role),
        reference=declaration.reference,
        version=declaration.version,
        now=NOW,
    )


def test_a_stale_page_tells_the_author_nothing_of_what_is_internal(office: Office) -> None:
    declaration = office.declare()
    hand_on(office, declaration, Role.SCHOOL_OPERATIONS_MANAGER)
    pages = Pages.of(office.people[Role.STAFF_MEMBER].user)
    stale = pages.post(f"/declarations/{declaration.reference}/end/", {"version": "1"}, status=409)
    assert "handed it on" not in stale.text
    assert office.manager.name not in stale.text


HEAD = Role.HEADTEACHER
LEAD = Role.DESIGNATED_SAFEGUARDING_LEAD


def renamed(office: Office, role: Role, given: str, family: str) -> Person:
    """Somebody whose name the author will not type, and so is not held back before the match."""
    person = office.people[role]
    person.given_name, person.family_name = given, family
    person.save()
    return person


def works_here(office: Office, person: Person) -> None:
    Engagement.objects.get_or_create(
        person=person,
        school=office.school,
        defaults={"category": "permanent", "from_on": SINCE, "job_title": "Headteacher"},
    )


def entries_seen_by(office: Office, person: Person) -> list[str]:
    seen = visible_to(office.actor(person), on=NOW.date())
    return list(seen.filter(person=office.people[Role.STAFF_MEMBER]).values_list("reference", flat=True))


def test_a_headteacher_matched_finds_nothing_of_it_on_the_authors_file(office: Office) -> None:
    head = renamed(office, HEAD, "Wilhelmina", "Featherstone")
    works_here(office, head)
    declaration = office.declare(other_name="Mina Fetherston")
    assert declaration.reference in entries_seen_by(office, head)
    match(office, declaration, head)
    assert entries_seen_by(office, head) == []


def test_a_headteacher_in_conflict_finds_nothing_of_it_on_the_authors_file(office: Office) -> None:
    declaration = office.declare()
    has_it = declaration.recipients.filter(person=office.people[HEAD]).exists()
    if not has_it:
        DeclarationRecipient.objects.create(
            declaration=declaration, person=office.people[HEAD], matter="compatibility", from_at=NOW
        )
    hand_on(office, declaration, HEAD)
    assert entries_seen_by(office, office.people[HEAD]) == []


def test_a_notice_that_has_not_gone_out_never_reaches_whoever_is_matched_meanwhile(office: Office) -> None:
    manager = renamed(office, Role.SCHOOL_OPERATIONS_MANAGER, "Wilhelmina", "Featherstone")
    works_here(office, manager)
    declaration = office.declare(other_name="Mina Fetherston", names_a_pupil=True)
    waiting = Notice.objects.filter(addressee=f"person:{manager.pk}", about=declaration.reference)
    assert waiting.get().state == "queued"
    match(office, declaration, manager)
    assert waiting.get().state == "withdrawn"


def test_an_amendment_does_not_bring_it_back_to_whoever_is_named_or_in_conflict(office: Office) -> None:
    manager = renamed(office, Role.SCHOOL_OPERATIONS_MANAGER, "Wilhelmina", "Featherstone")
    works_here(office, manager)
    family = a_friend_who_is_a_parent(kind="family")
    first = office.declare(other_name="Mina Fetherston", told=family, names_a_pupil=True)
    match(office, first, manager)
    second = office.declare(other_name="Mina F.", told=family, amends=Amended(first.reference, first.version))
    assert not visible_declarations(office.manager).filter(reference=second.reference).exists()
    hand_on(office, second, Role.SENIOR_LEADER)
    second.refresh_from_db()
    third = office.declare(
        other_name="Mina F.", told=family, amends=Amended(second.reference, second.version)
    )
    for who in (office.manager, office.leader):
        assert not visible_declarations(who).filter(reference=third.reference).exists()
        assert not Notice.objects.filter(about=third.reference, addressee=f"person:{who.person_id}").exists()


def test_a_question_leaves_whoever_its_declaration_turns_out_to_name(office: Office) -> None:
    lead = renamed(office, LEAD, "Wilhelmina", "Featherstone")
    works_here(office, lead)
    declaration = office.declare(
        other_name="Mina Fetherston", told=a_child_on_roll(kind="friend", through_work=False)
    )
    question = Question.objects.get(declaration=declaration)
    assert question.assigned_to == lead
    match(office, declaration, lead)
    question.refresh_from_db()
    assert question.assigned_to != lead
    assert not questions_visible_to(office.safeguarding).exists()


def test_an_alert_does_not_go_on_to_whoever_is_matched_meanwhile(office: Office) -> None:
    head = renamed(office, HEAD, "Wilhelmina", "Featherstone")
    works_here(office, head)
    declaration = office.declare(
        other_name="Mina Fetherston",
        told=a_child_on_roll(kind="partner", since="2024-05-01", through_work=True),
    )
    alert = Alert.objects.get(about=declaration.reference)
    assert not alert.told.filter(person=head).exists()
    match(office, declaration, head)
    for days in range(1, 8):
        escalate_due_alerts(actor=SystemActor("alerts"), now=NOW + timedelta(days=days))
    assert not alert.told.filter(person=head).exists()


def test_an_alert_leaves_whoever_is_matched_after_they_took_it_on(office: Office) -> None:
    head = renamed(office, HEAD, "Wilhelmina", "Featherstone")
    works_here(office, head)
    declaration = office.declare(
        other_name="Mina Fetherston",
        told=a_child_on_roll(kind="partner", since="2024-05-01", through_work=True),
    )
    alert = Alert.objects.get(about=declaration.reference)
    worker, later = SystemActor("alerts"), NOW + timedelta(days=1)
    escalate_due_alerts(actor=worker, now=later)
    acknowledge_alert(actor=office.actor(HEAD), now=later, reference=alert.reference)
    match(office, declaration, head)
    with pytest.raises(NotFound):
        get_alert_for(office.actor(HEAD), alert.reference)
    alert.refresh_from_db()
    assert alert.state == "raised"
    assert escalate_due_alerts(actor=worker, now=later) == 1
    notice = Notice.objects.filter(about=alert.reference, resolved_at__isnull=True).latest("pk")
    assert notice.addressee != f"person:{head.pk}"
    assert verify(now=later).findings == ()


def test_who_no_longer_sits_in_a_chair_sees_nothing_that_came_to_it(office: Office) -> None:
    declaration = office.declare()
    assert visible_declarations(office.manager).filter(reference=declaration.reference).exists()
    still = {each for each in office.manager.holdings if each.role is not Role.SCHOOL_OPERATIONS_MANAGER}
    left = replace(office.manager, holdings=frozenset(still))
    assert not visible_declarations(left).filter(reference=declaration.reference).exists()


def test_a_round_does_not_tell_the_office_of_a_declaration_kept_from_it(office: Office) -> None:
    head = office.people[HEAD]
    round_ = open_round(
        actor=office.head,
        school_id=office.school.pk,
        due_on=NOW.date() + timedelta(days=14),
        note="",
        now=NOW,
    )
    office.declare(leave_out=frozenset({head.pk}))
    page = get_round(office.head, round_.reference, on=NOW.date())
    assert [(each.name, each.answer) for each in page.answers] == [(office.author.name, "Answered")]


def test_a_draft_keeps_nothing_that_the_database_refuses(office: Office) -> None:
    client = Pages.of(office.people[Role.STAFF_MEMBER].user).client
    client.post("/declare/", {"mode": "one"})
    draft = Draft.objects.get()
    client.post(
        f"/declare/{draft.pk}/who/", {"version": draft.version, "other_name": "Mina\0 F.", "go": "next"}
    )
    draft.refresh_from_db()
    assert draft.answers["other_name"] == ["Mina F."]
