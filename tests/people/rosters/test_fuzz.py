"""Whatever is handed in, nothing but the reading's own error escapes."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.people.rosters.exports import (
    HEADINGS,
    UPN_MIA,
    as_csv,
    common_transfer,
    in_zip,
    manifest,
    oneroster,
)

from aboveboard.people.roster_files.lists import FIELDS, read_headings, recognise
from aboveboard.people.roster_files.reading import HowToRead, read_roster
from aboveboard.people.roster_files.shape import RosterFileError, RosterFormat, RosterScope
from aboveboard.people.roster_files.sources import Source

pytestmark = pytest.mark.one_database

CELLS = st.one_of(
    st.sampled_from(
        [
            *("", "u-1", "o-1", "r-1", "u-1,u-2", "school", "student", "parent", "teacher", "tobedeleted"),
            *("2026-09-01", "31/02/2026", UPN_MIA, f"{{UPN:{UPN_MIA}}}", "a@b.example", "\0", '"', "900201"),
        ]
    ),
    st.text(max_size=12),
)


def hand_in(source: Source, format: RosterFormat) -> None:
    with contextlib.suppress(RosterFileError):
        columns = {}
        if format in FIELDS:
            headings = read_headings(source)
            columns = recognise(format, headings) | dict(zip(FIELDS[format], headings, strict=False))
        roster = read_roster(source, HowToRead(format, RosterScope.PARENTS, True, columns))
        for problem in roster.problems:
            assert problem.what
            assert problem.mend


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(RosterFormat), st.sampled_from(["a.csv", "a.zip", "a.xlsx"]))
def test_any_bytes(content: bytes, format: RosterFormat, name: str) -> None:
    hand_in(Source(name, content=content), format)


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(RosterFormat))
def test_a_zip_with_bytes_changed(data: st.DataObject, format: RosterFormat) -> None:
    content = bytearray(oneroster().content or b"")
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    hand_in(Source("a.zip", content=bytes(content)), format)


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(["bulk", "delta"]))
def test_any_cells_of_oneroster(data: st.DataObject, mode: str) -> None:
    files = {}
    for name, headings in HEADINGS.items():
        fields = headings.split()
        rows = st.lists(st.fixed_dictionaries(dict.fromkeys(fields, CELLS)), max_size=4)
        files[f"{name}.csv"] = as_csv(fields, data.draw(rows))
    hand_in(
        in_zip({"manifest.csv": manifest(dict.fromkeys(HEADINGS, mode)), **files}), RosterFormat.ONEROSTER
    )


TAGS = (
    *("Pupil", "UPN", "Surname", "Forename", "DOB", "SchoolHistory"),
    *("School", "LEA", "Estab", "EntryDate", "Contacts", "Contact", "Order"),
)
XML = st.recursive(
    CELLS.map(lambda text: text.replace("<", "").replace("&", "")),
    lambda inner: st.tuples(
        st.sampled_from(TAGS),
        st.lists(inner, max_size=4),
    ).map(lambda part: f"<{part[0]}>{''.join(part[1])}</{part[0]}>"),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(XML)
def test_any_common_transfer_file(pupils: str) -> None:
    hand_in(common_transfer(pupils), RosterFormat.COMMON_TRANSFER_FILE)


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(list(FIELDS)))
def test_any_cells_of_a_list(data: st.DataObject, format: RosterFormat) -> None:
    headings = [
        "Id",
        "UPN",
        "Forename",
        "Surname",
        "Email",
        "DOB",
        "School",
        "Start date",
        "End date",
        "Category",
    ]
    rows = st.lists(st.fixed_dictionaries(dict.fromkeys(headings, CELLS)), max_size=4)
    hand_in(Source("a.csv", content=as_csv(headings, data.draw(rows))), format)
