import pytest
from tests.declarations.at_state import Office, at_state

from aboveboard.rules.transitions import DeclarationState


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(DeclarationState))
def test_every_state_can_be_reached_through_the_services(office: Office, state: DeclarationState) -> None:
    assert at_state(office, state).events.count() >= 1
