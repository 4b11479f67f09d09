import io
import json
import subprocess
import sys
from typing import Any

import pytest
from tests.rules.build import CHILD_OF_14, facts, on_roll

from aboveboard.config.decide_command import main

ASKED_BY_A_PUPIL = {"facts": facts(born_on=CHILD_OF_14, enrolments=[on_roll()])}


def run(*lines: str) -> tuple[int, list[dict[str, Any]]]:
    target = io.StringIO()
    code = main(io.StringIO("".join(f"{line}\n" for line in lines)), target)
    return code, [json.loads(line) for line in target.getvalue().splitlines()]


def test_each_line_gets_its_verdict_with_the_keys_in_order() -> None:
    code, (verdict,) = run(json.dumps(ASKED_BY_A_PUPIL))
    assert code == 0
    assert list(verdict) == ["outcome", "rule", "clauses", "duties", "review_on"]
    assert verdict["rule"] == "R24"


def test_settings_may_be_given() -> None:
    code, (verdict,) = run(json.dumps({"facts": facts(stage="connected", form="public_page")}))
    assert verdict["rule"] == "R28"
    question = {"facts": facts(form="public_page"), "settings": {"public_page_of_adult": "as_contact"}}
    code, (verdict,) = run(json.dumps(question))
    assert (code, verdict["rule"]) == (0, "R40")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{", "The line is not JSON"),
        ("[]", "The line must be an object"),
        ("{}", "facts: is missing"),
        (json.dumps({**ASKED_BY_A_PUPIL, "now": 1}), "now: is not a known key"),
        (json.dumps({**ASKED_BY_A_PUPIL, "settings": None}), "settings: must be an object"),
        (json.dumps({**ASKED_BY_A_PUPIL, "settings": {"colleagues": ""}}), "settings.colleagues: ''"),
        (json.dumps({"facts": facts(kind="uncle")}), "tie.kind: 'uncle'"),
        ('{"facts": {}, "facts": {}}', "facts: is given twice"),
        ("[" * 100_000, "The line is nested too deeply"),
        ('{"facts": "\\ud800"}', "facts: must be an object"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_still_answered(line: str, error: str) -> None:
    code, replies = run(json.dumps(ASKED_BY_A_PUPIL), line, json.dumps(ASKED_BY_A_PUPIL))
    assert code == 1
    assert [next(iter(reply)) for reply in replies] == ["outcome", "error", "outcome"]
    assert replies[1]["error"].startswith(error)


def test_empty_lines_are_skipped() -> None:
    code, replies = run("", json.dumps(ASKED_BY_A_PUPIL), "  ")
    assert (code, len(replies)) == (0, 1)


def command(given: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "aboveboard.config.command_line", "decide"], input=given, capture_output=True
    )


def test_the_command_answers_without_loading_django() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "aboveboard.config.command_line", "decide"],
        input=json.dumps(ASKED_BY_A_PUPIL).encode(),
        capture_output=True,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["rule"] == "R24"
    assert b"django" not in done.stderr


def test_text_that_is_not_utf_8_is_one_bad_line_and_a_byte_order_mark_is_none() -> None:
    question = json.dumps(ASKED_BY_A_PUPIL).encode()
    done = command(b"\xef\xbb\xbf" + question + b"\n\xff\xfe\n" + question + b"\n")
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [next(iter(reply)) for reply in replies] == ["outcome", "error", "outcome"]
    assert "UTF-8" in replies[1]["error"]
    assert done.returncode == 1


def test_a_reader_that_leaves_early_is_no_trouble() -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "aboveboard.config.command_line", "decide"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.close()
    _, complaint = child.communicate((json.dumps(ASKED_BY_A_PUPIL) + "\n").encode() * 2000)
    assert complaint == b""
    assert child.returncode == 0
