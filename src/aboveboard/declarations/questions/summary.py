"""What was asked and answered, in words: the rows of check-your-answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aboveboard.declarations.questions.answers import Answers, Kind
from aboveboard.declarations.questions.case import Case
from aboveboard.declarations.questions.pages import asked_pages
from aboveboard.declarations.questions.texts import CHOICES, KINDS, QUESTIONS
from aboveboard.rules.platforms import find_platform
from aboveboard.rules.relationships.facts import OUTSIDE

OUTSIDE_THE_TRUST = "A school that is not one of the trust's"


@dataclass(frozen=True, slots=True)
class Row:
    """One question and its answer. `page` is the key of the page on which it is changed."""

    page: str
    name: str
    question: str
    answer: str


def summarise(case: Case, *, school_names: Mapping[str, str]) -> tuple[Row, ...]:
    """Every question that was asked and answered, in the order of the pages. `school_names` is by key."""
    rows: list[Row] = []
    for page in asked_pages(case):
        names = list(page.asks(case))
        if "under_18" in names:
            names.insert(names.index("under_18") + 1, "born_on")
        for name in names:
            answer = describe(case.answers, name, school_names)
            if answer:
                rows.append(Row(page.key, name, QUESTIONS[name], answer))
    return tuple(rows)


def describe(answers: Answers, name: str, school_names: Mapping[str, str]) -> str:
    """One answer in words; empty when there is none."""
    value = getattr(answers, name)
    if value is None:
        return ""
    match name:
        case "platforms":
            return ", ".join(_platform_name(key) for key in value)
        case "kinds":
            return "; ".join(KINDS[kind] for kind in Kind if kind in value)
        case "school":
            return OUTSIDE_THE_TRUST if value == OUTSIDE else school_names.get(value, value)
        case "born_on" | "left_on" | "since":
            return str(value)
    return CHOICES[name][value]


def _platform_name(key: str) -> str:
    platform = find_platform(key)
    return platform.name if platform else key
