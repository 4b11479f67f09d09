"""The predicate for one declaration and the filter for many agree on every generated row."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.declarations.at_state import NOW
from tests.people_of_a_school import make_person

from aboveboard.declarations.models import (
    Declaration,
    DeclarationBar,
    DeclarationMatter,
    DeclarationRecipient,
)
from aboveboard.declarations.selectors.visibility import received_by, visible_to
from aboveboard.people.models import Person, School
from aboveboard.rules.actor import Actor, Role, SystemActor, holdings
from aboveboard.rules.routing import Matter
from aboveboard.rules.visibility import CameTo, DeclarationParties, may_see_declaration

PEOPLE, SCHOOLS = 4, 2
WHO = st.integers(0, PEOPLE - 1)
_numbers = count(1)

SCHOOL = st.none() | st.integers(0, SCHOOLS - 1)
CHAIRS = (None, Role.SENIOR_LEADER, Role.DESIGNATED_SAFEGUARDING_LEAD)
CAME = st.dictionaries(st.tuples(WHO, st.sampled_from(Matter)), st.sampled_from(CHAIRS))
"""Who has it as what, and in which chair it came to them."""

HELD = st.fixed_dictionaries(
    {who: st.frozensets(st.tuples(st.sampled_from(CHAIRS[1:]), SCHOOL)) for who in range(PEOPLE)}
)

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "author": WHO,
            "matched": st.none() | WHO,
            "barred": st.frozensets(WHO),
            "current": CAME,
            "over": CAME,
            "school": SCHOOL,
        }
    ),
    max_size=4,
)


@pytest.fixture
def crowd(db: None) -> list[Person]:
    return [make_person(f"Person {number}", account=False) for number in range(PEOPLE)]


@pytest.fixture
def schools(db: None) -> list[School]:
    return [
        School.objects.create(key=f"school-{number}", name=f"School {number}") for number in range(SCHOOLS)
    ]


def write(row: dict, crowd: list[Person], schools: list[School]) -> DeclarationParties:
    """Rows as no service would write them, which is the point: every combination."""
    declaration = Declaration.objects.create(
        person=crowd[row["author"]],
        school=None if row["school"] is None else schools[row["school"]],
        matter=DeclarationMatter.RELATIONSHIP,
        other_name="Somebody",
        other_kinds=[],
        names_a_pupil=False,
        platforms=[],
        context="",
        told_facts={},
        told_verdict={},
        matched_person=None if row["matched"] is None else crowd[row["matched"]],
        submitted_at=NOW,
        signed_name="",
        signed_by_method="",
        confirm_by_on=date(2027, 11, 23),
        reference=f"row-{next(_numbers)}",
    )
    DeclarationBar.objects.bulk_create(
        DeclarationBar(declaration=declaration, person=crowd[who], by_author=True) for who in row["barred"]
    )
    DeclarationRecipient.objects.bulk_create(
        DeclarationRecipient(
            declaration=declaration,
            person=crowd[who],
            matter=matter,
            role=chair or "",
            from_at=NOW,
            until_at=until,
        )
        for rows, until in ((row["current"], None), (row["over"], NOW))
        for (who, matter), chair in rows.items()
    )
    return DeclarationParties(
        author_id=crowd[row["author"]].pk,
        school_id=declaration.school_id,
        came_to=frozenset(CameTo(crowd[who].pk, chair) for (who, _), chair in row["current"].items()),
        matched_person_id=declaration.matched_person_id,
        barred_ids=frozenset(crowd[who].pk for who in row["barred"]),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, held=HELD)
def test_the_filter_and_the_predicate_agree(
    crowd: list[Person],
    schools: list[School],
    rows: list[dict],
    held: dict[int, frozenset[tuple[Role, int | None]]],
) -> None:
    Declaration.objects.all().delete()
    parties = [write(row, crowd, schools) for row in rows]
    references = list(Declaration.objects.order_by("pk").values_list("reference", flat=True))
    for who, person in enumerate(crowd):
        chairs = ((role, None if at is None else schools[at].pk) for role, at in held[who])
        actor = Actor(person.pk, person.reference, str(person), holdings(*chairs))
        may = {
            reference
            for reference, each in zip(references, parties, strict=True)
            if may_see_declaration(actor, each)
        }
        assert set(visible_to(actor).values_list("reference", flat=True)) == may
        own = {
            reference
            for reference, each in zip(references, parties, strict=True)
            if each.author_id == person.pk
        }
        assert set(received_by(actor).values_list("reference", flat=True)) == may - own
    job = SystemActor("sweep")
    assert visible_to(job).count() == len(rows)
    assert not received_by(job).exists()
