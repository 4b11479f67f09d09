"""The demo trust has a declaration in every state, made by the services."""

import pytest
from tests.pages import Pages

from aboveboard.declarations.models import Declaration, RoundAnswer
from aboveboard.people.demo.seed import seed
from aboveboard.people.models import Person
from aboveboard.rules.transitions import DeclarationState
from aboveboard.web import clock

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_the_demo_has_declarations_in_every_state_and_a_round_half_answered(now) -> None:
    with clock.stopped_at(now):
        world = seed(now=now)
        assert set(Declaration.objects.values_list("state", flat=True)) == set(DeclarationState)
        assert 60 <= Declaration.objects.count() <= 100
        assert RoundAnswer.objects.count() == 12
        for key in ("helen", "dele", "anand", "tom", "hannah", "olena"):
            person = Person.objects.get(pk=world.cast[key].pk)
            assert "Declarations" in Pages.of(person.user).get("/desk/all/").html
