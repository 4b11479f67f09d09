import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from aboveboard.rules.clauses import CLAUSES, SECTIONS, clause
from aboveboard.rules.relationships import decide
from aboveboard.rules.relationships.decide import RULES

SHARED = Path(__file__).parents[2] / ".." / "shared"
RUN_OF_WORDS = 8


def _place(clause_id: str) -> tuple[int, int]:
    section, point = clause_id.removeprefix("S").split(".")
    return (100 if section == "A1" else int(section), int(point))


def test_there_are_112_clauses_each_once_and_in_order() -> None:
    places = [_place(one.id) for one in CLAUSES]
    assert len(places) == 112
    assert all(before < after for before, after in pairwise(places))


def test_no_section_skips_a_point() -> None:
    for (section, point), (next_section, next_point) in pairwise(_place(one.id) for one in CLAUSES):
        assert next_point == (point + 1 if section == next_section else 1)


def test_every_clause_is_found_by_its_id_and_belongs_to_a_section_with_a_title() -> None:
    assert clause("S8.7").section == "8"
    assert clause("S8.7").section_name == "section 8"
    assert clause("A1.3").section_name == "appendix 1"
    assert {one.section for one in CLAUSES} == set(SECTIONS)
    with pytest.raises(KeyError):
        clause("S8.70")


@pytest.mark.parametrize("one", CLAUSES, ids=lambda one: one.id)
def test_each_sentence_is_plain_and_whole(one) -> None:
    assert one.sentence[0].isupper()
    assert one.sentence[-1] in ".?"
    for sentence in re.split(r"[.?] ", one.sentence):
        assert len(sentence.split()) <= 25


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("'", ""))


@pytest.mark.skipif(not (SHARED / "guidance").exists(), reason="the guidance is not beside this repository")
def test_no_sentence_of_the_guidance_is_copied() -> None:
    guidance = _words(next((SHARED / "guidance").glob("*.txt")).read_text())
    runs = {tuple(guidance[at : at + RUN_OF_WORDS]) for at in range(len(guidance))}
    for one in CLAUSES:
        words = _words(one.sentence)
        for at in range(len(words) - RUN_OF_WORDS + 1):
            assert tuple(words[at : at + RUN_OF_WORDS]) not in runs, one.id


@pytest.mark.skipif(not (SHARED / "design").exists(), reason="the design is not beside this repository")
def test_the_catalogue_agrees_with_the_design_on_whom_each_clause_binds() -> None:
    listed = yaml.safe_load((SHARED / "design" / "clauses.yaml").read_text())["clauses"]
    assert [(row["id"], row["binds"], row["verb"]) for row in listed] == [
        (one.id, one.binds, one.verb) for one in CLAUSES
    ]


def test_the_rules_cite_only_clauses_of_the_catalogue() -> None:
    known = {one.id for one in CLAUSES}
    source = Path(decide.__globals__["__file__"]).read_text()
    cited = set(re.findall(r'"((?:S\d+|A1)\.\d+)"', source))
    assert cited
    assert cited <= known
    assert [number for number, _ in RULES] == [f"R{count}" for count in range(2, 41)]
