"""What a list shows, as a spreadsheet or as comma-separated values, with nothing in it that a program would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

from aboveboard.web.clock import UK

Format = Literal["xlsx", "csv"]

# A cell that begins with one of these is run as a formula by some spreadsheet program or other.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: its heading on the page and in the export, and how to sort by it.

    `value` takes a row and gives text, a number, a date, an instant, a bool or None. `sort` names a
    `lists.Sort`, for a heading that sorts.
    """

    heading: str
    value: Callable[[Any], object]
    sort: str | None = None
    numeric: bool = False


def download(
    format: Format, *, name: str, on: date, columns: Sequence[Column], rows: Iterable[Any]
) -> HttpResponse:
    """The rows as a file called, for example, `declarations-2026-11-23.xlsx`."""
    file_name = f"{name}-{on:%Y-%m-%d}.{format}"
    if format == "xlsx":
        body: bytes = _spreadsheet(columns, rows)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        body, kind = comma_separated(columns, rows), "text/csv; charset=utf-8"
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name)}"
    return response


def _spreadsheet(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    buffer = io.BytesIO()
    settings = {
        "in_memory": True,
        "remove_timezone": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(buffer, settings) as workbook:
        sheet = workbook.add_worksheet()
        bold = workbook.add_format({"bold": True})
        formats = {
            date: workbook.add_format({"num_format": "d mmmm yyyy"}),
            datetime: workbook.add_format({"num_format": "d mmmm yyyy hh:mm"}),
        }
        for across, column in enumerate(columns):
            sheet.write_string(0, across, column.heading, bold)
        down = 0
        for down, row in enumerate(rows, start=1):
            for across, column in enumerate(columns):
                value = _plain(column.value(row))
                if value is None:
                    continue
                if isinstance(value, date):
                    sheet.write_datetime(down, across, value, formats[type(value)])
                elif isinstance(value, (int, float)):
                    sheet.write_number(down, across, value)
                else:
                    sheet.write_string(down, across, str(value)[:_LONGEST_CELL])
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, down, max(len(columns) - 1, 0))
        sheet.autofit(max_width=400)
    return buffer.getvalue()


def comma_separated(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """The rows as comma-separated values, with nothing in them that a spreadsheet program would run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.heading for column in columns])
    for row in rows:
        writer.writerow([inert(_plain(column.value(row))) for column in columns])
    # The byte order mark is how Excel knows that a file is UTF-8.
    return text.getvalue().encode("utf-8-sig")


def _plain(value: object) -> object:
    """Instants become UK wall-clock time, yes and no become words, and an enumeration its value."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UK).replace(tzinfo=None, microsecond=0)
    return value


def inert(value: object) -> object:
    """The value as a cell of a CSV that no spreadsheet program will run."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA):
        return f"'{value}"
    return value
