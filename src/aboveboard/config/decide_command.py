"""`aboveboard decide`: questions in, verdicts out, as JSON Lines. Loads only the rules, touches no database."""

import io
import json
import os
import sys
from typing import Any, TextIO

from aboveboard.rules.relationships import FactsError, SettingsError, decide, read_facts, read_settings
from aboveboard.rules.relationships.settings import DEFAULTS

ALL_ANSWERED, SOME_REFUSED = 0, 1

QUESTION_KEYS = frozenset({"facts", "settings"})


class QuestionError(ValueError):
    """A line is no question. The message says what is wrong and the mend."""


def main(source: TextIO, target: TextIO) -> int:
    """Answer each line of `source` with one line on `target`; returns the exit code.

    A line that cannot be answered gets `{"error": ...}` and the others are still answered; the exit code is
    then 1. Empty lines are skipped.
    """
    code = ALL_ANSWERED
    if isinstance(source, io.TextIOWrapper):
        source.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
    at_once = source.isatty() or target.isatty()
    try:
        for line in source:
            if not line.strip():
                continue
            try:
                reply = answer(line)
            except (QuestionError, FactsError, SettingsError) as error:
                reply, code = {"error": str(error)}, SOME_REFUSED
            target.write(_encode(reply) + "\n")
            if at_once:
                target.flush()
        target.flush()
    except BrokenPipeError:
        # Whoever read the answers has left. Python would complain once more when it closes standard output.
        if target is sys.stdout:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def answer(line: str) -> dict[str, Any]:
    """The verdict on one line, as JSON. Raises QuestionError, FactsError or SettingsError."""
    question = _question(line)
    settings = read_settings(question["settings"]) if "settings" in question else DEFAULTS
    return decide(read_facts(question["facts"]), settings).as_json()


def _question(line: str) -> dict[str, Any]:
    if not line.isascii() and any("\udc80" <= letter <= "\udcff" for letter in line):
        raise QuestionError("The line is not UTF-8 text; save it as UTF-8.")
    try:
        question = json.loads(line, object_pairs_hook=_without_repeats)
    except QuestionError:
        raise
    except RecursionError:
        raise QuestionError("The line is nested too deeply to be a question.") from None
    except ValueError as error:
        raise QuestionError(f"The line is not JSON ({error}); write one JSON object on each line.") from None
    if type(question) is not dict:
        raise QuestionError('The line must be an object: {"facts": {...}, "settings": {...}}.')
    for key in question:
        if key not in QUESTION_KEYS:
            raise QuestionError(f"{key}: is not a known key; give facts and, if you like, settings.")
    if "facts" not in question:
        raise QuestionError("facts: is missing; every question needs its facts.")
    return question


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object, unless it names a key twice: JSON would silently keep the last."""
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise QuestionError(f"{twice}: is given twice in one object; give it once.")
    return found


_encode = json.JSONEncoder().encode
