"""The ledger's tables are changed under its guards, which are those of the new version afterwards."""

import pytest
from tests.config.test_backups import FILE_SOMETHING, make_place

FILED_BEFORE = FILE_SOMETHING.partition("receipt(filed)")[0]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_a_ledger_with_entries_is_brought_from_version_to_version(kind, tmp_path):
    place = make_place(kind, "upgraded", tmp_path)
    place.ok("migrate", "--verbosity", "0")
    place.ok(code=FILED_BEFORE)
    place.ok("migrate", "ledger", "0001", "--verbosity", "0")
    place.ok("migrate", "--verbosity", "0")
    assert "The ledger is sound. Looked at 1 entries" in place.ok("ledger", "verify")
