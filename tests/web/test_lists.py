"""Lists and what is downloaded from them."""

from __future__ import annotations

import csv
import io
import json
import logging
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.contrib.contenttypes.models import ContentType
from django.http import QueryDict
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.web.exports import Column, download
from aboveboard.web.lists import Filter, ListDesign, Sort, page_of
from aboveboard.web.logging import PrivateJsonFormatter, WithoutAddresses

DESIGN = ListDesign(
    sorts=(Sort("newest", "pk", first="newest"), Sort("model", "app_label", "model")),
    filters=(Filter("q", "Name"), Filter("app", "App", (("a", "A"), ("b", "B")))),
    per_page=3,
)


def asked(query: str):
    return DESIGN.read(QueryDict(query))


@pytest.fixture
def rows(db):
    ContentType.objects.all().delete()
    return [ContentType.objects.create(app_label="b" if n % 2 else "a", model=f"m{n}") for n in range(8)]


def shown(query: str):
    return page_of(ContentType.objects.all(), asked(query), lambda row: row.model)


def test_a_list_stands_in_its_first_order_until_asked(rows):
    listing = shown("")
    assert listing.rows == ["m7", "m6", "m5"]
    assert (listing.first, listing.last, listing.total, listing.pages) == (1, 3, 8, 3)


def test_pages_follow_one_another_without_gap_or_repeat(rows):
    for sort in ("", "sort=model&", "sort=-model&"):
        seen = [name for page in (1, 2, 3) for name in shown(f"{sort}page={page}").rows]
        assert sorted(seen) == [f"m{n}" for n in range(8)]


def test_a_page_beyond_the_end_is_the_last(rows):
    assert shown("page=99").rows == ["m1", "m0"]


def test_an_empty_list_is_one_empty_page(db):
    ContentType.objects.all().delete()
    listing = shown("page=2")
    assert (listing.rows, listing.first, listing.last, listing.pages) == ([], 0, 0, 1)


def test_a_page_costs_two_queries_however_many_rows(rows, django_assert_num_queries):
    with django_assert_num_queries(2):
        shown("")


def test_an_export_has_every_row_in_the_same_order(rows):
    assert shown("export=csv&page=2&sort=model").rows == ["m0", "m2", "m4", "m6", "m1", "m3", "m5", "m7"]


@given(
    st.dictionaries(
        st.sampled_from(["page", "sort", "q", "app", "export", "other"]), st.text(max_size=12), max_size=6
    )
)
def test_no_address_breaks_a_list(query):
    found = DESIGN.read(query)
    assert found.page >= 0
    assert found.get("app") in ("", "a", "b")
    assert "\0" not in found.get("q")
    again = DESIGN.read(QueryDict(found.address()[1:]))
    assert (again.filters, again.sort, again.descending) == (found.filters, found.sort, found.descending)


def test_addresses_keep_what_was_asked_and_go_back_to_the_first_page():
    found = asked("q=ada lovelace&app=a&sort=model&page=2")
    assert found.address(page=3) == "?q=ada+lovelace&app=a&sort=model&page=3"
    assert found.address(app=None) == "?q=ada+lovelace&sort=model"
    assert found.address_sorted_by("model").endswith("sort=-model")
    assert found.address_sorted_by("newest").endswith("sort=-newest")
    assert [found.direction_of(name) for name in ("model", "newest")] == ["ascending", "none"]


def test_numbers_leave_out_what_is_far_away(db):
    ContentType.objects.all().delete()
    ContentType.objects.bulk_create(ContentType(app_label="a", model=f"m{n}") for n in range(30))
    assert shown("page=5").numbers == (1, None, 4, 5, 6, None, 10)
    assert shown("page=3").numbers == (1, 2, 3, 4, None, 10)


NASTY = [
    "=1+1",
    "+44 1632 960001",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "＝1",
    "http://example.org",
    "Nguyễn",
    'a,b\n"c"',
]
COLUMNS = (
    Column("Name", lambda row: row[0]),
    Column("On", lambda row: row[1]),
    Column("At", lambda row: row[2]),
    Column("Open", lambda row: row[3]),
)
ROWS = [(text, date(2026, 11, 23), datetime(2026, 7, 1, 11, 33, tzinfo=UTC), True) for text in NASTY]


def test_a_spreadsheet_runs_nothing_and_keeps_dates_as_dates():
    response = download("xlsx", name="names", on=date(2026, 11, 23), columns=COLUMNS, rows=ROWS)
    assert "names-2026-11-23.xlsx" in response["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert [sheet.cell(n + 2, 1).value for n in range(len(NASTY))] == NASTY
    assert {sheet.cell(n + 2, 1).data_type for n in range(len(NASTY))} == {"s"}
    assert not any(cell.hyperlink for line in sheet.iter_rows() for cell in line)
    assert [sheet.cell(2, n).value for n in (2, 3, 4)] == [
        datetime(2026, 11, 23),
        datetime(2026, 7, 1, 12, 33),
        "Yes",
    ]


def test_comma_separated_values_run_nothing():
    body = download("csv", name="names", on=date(2026, 11, 23), columns=COLUMNS, rows=ROWS).content
    assert body.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert lines[0] == ["Name", "On", "At", "Open"]
    assert [line[0] for line in lines[1:]] == [
        f"'{text}" if text[0] in "=+-@\t＝" else text for text in NASTY
    ]
    assert lines[1][1:] == ["2026-11-23", "2026-07-01 12:33", "Yes"]


def test_an_empty_spreadsheet_has_its_headings():
    body = download("xlsx", name="names", on=date(2026, 11, 23), columns=COLUMNS, rows=[]).content
    assert openpyxl.load_workbook(io.BytesIO(body)).active.max_row == 1


def test_parts_escape_their_arguments():
    shown = Template(
        "{% load components %}{% button x x x x %}{% button_link x x %}{% back_link x %}{% tag x %}{% task x x x %}"
        "{% banner title=x %}{{ x }}{% endbanner %}{% panel x %}{% endpanel %}{% details x %}{% enddetails %}"
        "{% summary_row x change=x what=x %}{{ x }}{% endsummary_row %}{% event x now by=x %}{% endevent %}"
        "{% nothing_here x %}{% endnothing_here %}{% tell_now title=x %}{% endtell_now %}{% clause x x %}"
        "{% breadcrumbs x x %}"
    ).render(Context({"x": "\"'><script>", "now": datetime(2026, 1, 1, tzinfo=UTC)}))
    assert "<script>" not in shown
    assert "\"'>" not in shown


def formatted(logger_filter=None) -> dict:
    formatter = PrivateJsonFormatter("%(levelname)s %(message)s %(request_id)s", timestamp=True)
    try:
        raise ValueError("Ada Lovelace")
    except ValueError as error:
        record = logging.LogRecord(
            "x",
            logging.ERROR,
            __file__,
            1,
            "Not Found: %s",
            ("/people/ada",),
            (type(error), error, error.__traceback__),
        )
    record.request_id = "r-1"
    if logger_filter:
        record.status_code = 404
        logger_filter.filter(record)
    return json.loads(formatter.format(record))


def test_a_log_line_says_where_and_what_kind_but_never_what_was_in_it():
    line = formatted(WithoutAddresses())
    text = json.dumps(line)
    assert line["message"] == "answered 404"
    assert line["request_id"] == "r-1"
    assert "builtins.ValueError" in text
    assert "Lovelace" not in text
    assert "/people/ada" not in text
