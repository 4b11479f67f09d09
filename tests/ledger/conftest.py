"""What the ledger's tests file, and as whom."""

from dataclasses import dataclass

import pytest

from aboveboard.ledger import kinds, sources

NOTED = kinds.register("test.noted", "Something was noted by a test")


@dataclass(frozen=True)
class Somebody:
    reference: str = "person-1"


class Notes:
    """A room above the ledger, with a record for each reference it is given."""

    kind = NOTED

    def __init__(self, references):
        self.references = references

    def iterate(self):
        yield from self.references

    def for_person(self, subject):
        yield from ()

    def erase(self, reference, *, now):
        raise NotImplementedError


@pytest.fixture
def somebody() -> Somebody:
    return Somebody()


@pytest.fixture(autouse=True)
def a_key_of_its_own(settings, tmp_path):
    settings.LEDGER_KEY = str(tmp_path / "keys" / "ledger.pem")


@pytest.fixture
def filed(now, monkeypatch):
    """Forty entries, with checkpoints of sizes 3, 20 and 40."""
    from tests.ledger.test_filing import file_some

    from aboveboard.ledger.receipts import sign_head

    monkeypatch.setattr(sources, "_sources", {})
    found = []
    for count in (3, 17, 20):
        found += file_some(count, now)
        sign_head()
    return found
