"""The office says who a name is on the roster; the author hears of a new answer and of nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.declarations.at_state import NOW, Moves, Office, a_child_on_roll, at_state
from tests.people_of_a_school import make_person

from aboveboard.declarations.models import Declaration
from aboveboard.declarations.selectors.desk_page import get_desk_declaration
from aboveboard.declarations.selectors.own import get_my_declaration
from aboveboard.declarations.services.match import match_person, say_no_match, unmatch
from aboveboard.notices.models import Notice
from aboveboard.people.models import Enrolment, Person
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.errors import NotAllowed, NotFound, StaleState, WrongState
from aboveboard.rules.transitions import DeclarationState

pytestmark = pytest.mark.django_db
NAME = "Wilhelmina Featherstone"


@pytest.fixture
def pupil(office: Office) -> Person:
    given, family = NAME.split()
    child = Person.objects.create(given_name=given, family_name=family, born_on=date(2012, 3, 14))
    Enrolment.objects.create(person=child, school=office.school, from_on=date(2024, 9, 2))
    return child


def match(office: Office, declaration: Declaration, person: Person, *, by: Actor | None = None) -> None:
    declaration.refresh_from_db()
    match_person(
        actor=by or office.manager,
        reference=declaration.reference,
        version=declaration.version,
        person_id=person.pk,
        now=NOW,
    )
    declaration.refresh_from_db()


def test_a_match_to_a_pupil_changes_the_answer_and_tells_the_author_only_that(
    office: Office, pupil: Person
) -> None:
    declaration = office.declare(other_name=NAME, told=a_child_on_roll(enrolments=[], born_on=None))
    match(office, declaration, pupil)
    assert declaration.record_verdict["outcome"] == "not_permitted"
    assert declaration.told_verdict["outcome"] != "not_permitted"
    assert declaration.names_a_pupil
    mine = get_my_declaration(office.author, declaration.reference)
    said = " ".join(f"{each.title} {each.text}" for each in mine.history)
    assert "gave a new answer" in said
    assert "must end" in said
    for secret in ("2012", "2030", "pupil", "child", "18", "roll", "records"):
        assert secret not in said
    (notice,) = Notice.objects.filter(kind="declaration_moved")
    assert notice.urgent
    assert "pupil" not in notice.subject + notice.body


def test_a_match_to_a_pupil_brings_it_to_the_safeguarding_lead(office: Office, pupil: Person) -> None:
    declaration = office.declare(other_name=NAME)
    with pytest.raises(NotFound):
        get_desk_declaration(office.safeguarding, declaration.reference, now=NOW, on=NOW.date())
    match(office, declaration, pupil)
    page = get_desk_declaration(office.safeguarding, declaration.reference, now=NOW, on=NOW.date())
    assert page.on_record is not None
    assert page.matched_to == NAME


def test_the_author_does_not_see_that_a_match_brought_it_to_the_safeguarding_lead(
    office: Office, pupil: Person
) -> None:
    declaration = office.declare(other_name=NAME)
    before = get_my_declaration(office.author, declaration.reference).received_by
    match_person(
        actor=office.manager,
        reference=declaration.reference,
        version=declaration.version,
        person_id=pupil.pk,
        now=NOW + timedelta(hours=1),
    )
    assert declaration.recipients.filter(person_id=office.safeguarding.person_id).exists()
    assert get_my_declaration(office.author, declaration.reference).received_by == before
    told = office.declare(other_name=NAME, names_a_pupil=True)
    assert (
        str(office.people[Role.DESIGNATED_SAFEGUARDING_LEAD])
        in get_my_declaration(office.author, told.reference).received_by
    )


def test_what_was_acknowledged_comes_back_when_the_answer_turns(office: Office, pupil: Person) -> None:
    declaration = at_state(office, DeclarationState.ACKNOWLEDGED, other_name=NAME)
    match(office, declaration, pupil)
    assert declaration.state == DeclarationState.NEW


def test_a_match_that_changes_nothing_tells_the_author_nothing(office: Office, pupil: Person) -> None:
    declaration = office.declare(other_name=NAME, told=a_child_on_roll(), names_a_pupil=True)
    match(office, declaration, pupil, by=office.safeguarding)
    assert declaration.record_verdict["outcome"] == declaration.told_verdict["outcome"]
    assert not Notice.objects.filter(kind="declaration_moved").exists()
    mine = get_my_declaration(office.author, declaration.reference)
    assert len(mine.history) == 1


def test_whoever_is_matched_loses_it_and_the_next_in_line_gets_it(office: Office) -> None:
    leader = Person.objects.get(pk=office.leader.person_id)
    # Not held back when it was filed: the typed name is like, not likely.
    declaration = office.declare(other_name="Senor Leda Exampel")
    assert declaration.recipients.filter(person=leader, until_at=None).exists()
    match(office, declaration, leader)
    with pytest.raises(NotFound):
        get_desk_declaration(office.leader, declaration.reference, now=NOW, on=NOW.date())
    assert declaration.recipients.filter(person_id=office.head.person_id, until_at=None).exists()


def test_a_match_taken_back_leaves_what_was_told(office: Office, pupil: Person) -> None:
    declaration = office.declare(other_name=NAME)
    match(office, declaration, pupil)
    unmatch(actor=office.manager, reference=declaration.reference, version=declaration.version, now=NOW)
    declaration.refresh_from_db()
    assert (declaration.matched_person, declaration.record_facts, declaration.record_verdict) == (
        None,
        None,
        None,
    )
    kinds = list(declaration.events.values_list("kind", flat=True))
    assert kinds[-1] == "declaration.answer_changed"
    assert kinds.count("declaration.answer_changed") == 2


def test_a_match_that_closed_it_wrongly_can_be_taken_back(office: Office) -> None:
    colleague = make_person(*NAME.split(), roles=(Role.STAFF_MEMBER,))
    declaration = office.declare(other_name=NAME)
    match(office, declaration, colleague)
    assert declaration.state == DeclarationState.CLOSED
    unmatch(actor=office.manager, reference=declaration.reference, version=declaration.version, now=NOW)
    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.NEW
    assert declaration.matched_person is None


def test_nobody_on_the_roster_is_kept_for_the_desk_alone(office: Office) -> None:
    declaration = office.declare(other_name=NAME)
    say_no_match(actor=office.manager, reference=declaration.reference, version=1, now=NOW)
    page = get_desk_declaration(office.manager, declaration.reference, now=NOW, on=NOW.date())
    assert page.looked_for
    assert len(get_my_declaration(office.author, declaration.reference).history) == 1


def test_only_who_was_suggested_can_be_matched(office: Office, pupil: Person) -> None:
    declaration = office.declare(other_name="Somebody Else")
    with pytest.raises(NotFound):
        match(office, declaration, pupil)


def test_only_the_office_matches(office: Office, pupil: Person) -> None:
    declaration = office.declare(other_name=NAME)
    with pytest.raises(NotAllowed):
        match(office, declaration, pupil, by=office.leader)
    with pytest.raises(NotFound):
        match(office, declaration, pupil, by=office.actor(Role.TRUST_HR))


def test_nobody_matches_their_own(office: Office, pupil: Person) -> None:
    declaration = office.declare(by=office.manager, other_name=NAME)
    with pytest.raises(NotAllowed):
        match(office, declaration, pupil)


def test_a_match_of_an_old_page_is_refused(office: Office, pupil: Person) -> None:
    declaration = office.declare(other_name=NAME)
    Moves(office, declaration).ask()
    with pytest.raises(StaleState):
        match_person(
            actor=office.manager,
            reference=declaration.reference,
            version=1,
            person_id=pupil.pk,
            now=NOW,
        )


def test_what_is_over_is_not_matched(office: Office, pupil: Person) -> None:
    declaration = at_state(office, DeclarationState.ENDED, other_name=NAME)
    with pytest.raises(WrongState):
        match(office, declaration, pupil)


def test_a_namesake_without_an_account_can_be_matched(office: Office) -> None:
    namesake = make_person(*NAME.split(), roles=(Role.STAFF_MEMBER,), account=False)
    declaration = office.declare(other_name="Featherstone, Wilhelmina")
    match(office, declaration, namesake)
    assert declaration.matched_person == namesake
