"""What the ledger's tests file, and as whom."""

from dataclasses import dataclass

import pytest

from aboveboard.ledger import kinds

NOTED = kinds.register("test.noted", "Something was noted by a test")


@dataclass(frozen=True)
class Somebody:
    reference: str = "person-1"


@pytest.fixture
def somebody() -> Somebody:
    return Somebody()


@pytest.fixture(autouse=True)
def a_key_of_its_own(settings, tmp_path):
    settings.LEDGER_KEY = str(tmp_path / "keys" / "ledger.pem")
