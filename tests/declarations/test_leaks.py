"""Ways round need-to-know that somebody tried, and that stay shut."""

from __future__ import annotations

import pytest
from tests.declarations.at_state import NOW, Office
from tests.pages import Pages

from aboveboard.declarations.models import Declaration
from aboveboard.declarations.services.hand_on import declare_conflict
from aboveboard.declarations.services.match import match_person
from aboveboard.people.models import Person
from aboveboard.rules.actor import Role

pytestmark = pytest.mark.django_db


def match(office: Office, declaration: Declaration, person: Person) -> None:
    """The safeguarding lead or the manager, whoever is not meant, says who the name is."""
    by = office.manager if person != office.people[Role.SCHOOL_OPERATIONS_MANAGER] else office.safeguarding
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
