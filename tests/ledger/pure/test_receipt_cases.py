"""The list of cases, by the command that people use. The page in the receipt gets the same list in tests/browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.ledger.pure.receipt_cases import CANNOT, CASES, Case

from aboveboard.ledger import receipt_command


def judged_by_the_command(case: Case, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Result, problems and remarks as `aboveboard receipt verify` gives them."""
    (folder / "receipt.zip").write_bytes(case.zip)
    arguments = [str(folder / "receipt.zip"), "--json"]
    for option, text in (("checkpoint", case.checkpoint), ("policy", case.policy)):
        if text is not None:
            (folder / f"{option}.txt").write_bytes(text.encode())
            arguments += [f"--{option}", str(folder / f"{option}.txt")]
    code = receipt_command.main(arguments)
    said = json.loads(capsys.readouterr().out)
    assert ("error" in said) == (code == receipt_command.UNREADABLE)
    return {"result": said.get("result", CANNOT), **said}


def test_every_case_has_a_name_of_its_own():
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_command_says_of_a_receipt_what_is_so(case: Case, tmp_path, capsys):
    said = judged_by_the_command(case, tmp_path, capsys)
    assert said["result"] == case.result, said
    assert bool(said.get("problems")) == (case.result == "altered")
