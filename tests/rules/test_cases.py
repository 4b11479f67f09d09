"""The decision cases: facts, settings, and the verdict in full."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from aboveboard.rules.relationships import decide, read_facts, read_settings

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_case_is_decided_as_it_should_be(case: dict[str, Any]) -> None:
    verdict = decide(read_facts(case["facts"]), read_settings(case.get("settings", {})))
    decided = verdict.as_json()
    for key in ("clauses", "duties"):
        decided[key] = list(decided[key])
    assert decided == case["expect"], case["title"]
