import pytest
from tests.declarations.at_state import Office


@pytest.fixture
def office(db: None) -> Office:
    return Office.build()
