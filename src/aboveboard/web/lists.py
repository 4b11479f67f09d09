"""Lists that filter, sort and page from the address. Nothing in an address can break one: what is not known is ignored.

A view reads the address, a selector makes the page, the template shows it:

    DECLARATIONS = ListDesign(
        filters=(Filter("state", "State", STATES), Filter("q", "Name")),
        sorts=(Sort("received", "received_at", first="newest"), Sort("name", "family_name", "given_name")),
    )

    asked = DECLARATIONS.read(request.GET)
    listing = list_declarations(actor=signed_in(request), asked=asked)  # ends in `page_of(rows, asked, row)`
    if asked.export: return download(asked.export, name="declarations", on=today(), columns=..., rows=listing.rows)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar, cast
from urllib.parse import urlencode

from django.db.models import F, QuerySet

from aboveboard.web.exports import Format

Row = TypeVar("Row")
Source = TypeVar("Source")

PER_PAGE = 25
_LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """One box of the filter panel: a choice among `choices`, as (value, label), or, without any, words to look for."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()

    def read(self, typed: str) -> str:
        """What was asked for, or "" when it means nothing here."""
        # PostgreSQL refuses text with a NUL in it.
        typed = typed.replace("\0", "").strip()[:_LONGEST_SEARCH]
        if self.choices and typed not in {value for value, _ in self.choices}:
            return ""
        return typed

    def label_of(self, value: str) -> str:
        """The words for a value on the page."""
        return dict(self.choices).get(value, value)


@dataclass(frozen=True, slots=True, init=False)
class Sort:
    """An order of the list: its name in the address and the model fields, the first of which counts most."""

    name: str
    fields: tuple[str, ...]
    first: Literal["oldest", "newest"]

    def __init__(self, name: str, *fields: str, first: Literal["oldest", "newest"] = "oldest") -> None:
        """`first="newest"` makes descending the order of a first click, as suits dates and numbers."""
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "fields", fields)
        object.__setattr__(self, "first", first)


@dataclass(frozen=True, slots=True)
class ListDesign:
    """What a list can be asked. The first of `sorts` is how it stands when nothing is asked."""

    sorts: tuple[Sort, ...]
    filters: tuple[Filter, ...] = ()
    per_page: int = PER_PAGE

    def read(self, query: Mapping[str, str]) -> Asked:
        """Read an address. Values that mean nothing fall back to nothing asked, the first sort and the first page."""
        found = {box.name: box.read(query.get(box.name, "")) for box in self.filters}
        asked_sort = query.get("sort", "")
        sort = next((sort for sort in self.sorts if sort.name == asked_sort.removeprefix("-")), None)
        descending = asked_sort.startswith("-") if sort else self.sorts[0].first == "newest"
        page = query.get("page", "")
        export = query.get("export", "")
        return Asked(
            design=self,
            filters={name: value for name, value in found.items() if value},
            sort=sort or self.sorts[0],
            descending=descending,
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 8 else 1,
            export=cast(Format, export) if export in ("xlsx", "csv") else None,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What one address asks of a list. `filters` has only what was asked; `page` may lie beyond the end."""

    design: ListDesign
    filters: Mapping[str, str]
    sort: Sort
    descending: bool
    page: int = 1
    export: Format | None = None

    def get(self, name: str) -> str:
        """The value of a filter, or ""."""
        return self.filters.get(name, "")

    def address(self, **changes: str | int | None) -> str:
        """The query string for the same list with `changes`, which go back to page 1 unless they name a page."""
        query: dict[str, str | int | None] = dict(self.filters)
        if (self.sort, self.descending) != (first := self.design.sorts[0], first.first == "newest"):
            query["sort"] = f"{'-' if self.descending else ''}{self.sort.name}"
        query |= changes
        kept = {name: value for name, value in query.items() if value not in (None, "")}
        return f"?{urlencode(kept)}"

    def address_sorted_by(self, name: str) -> str:
        """The address that a heading leads to: a second click turns the order round."""
        sort = next(sort for sort in self.design.sorts if sort.name == name)
        descending = not self.descending if sort == self.sort else sort.first == "newest"
        return self.address(sort=f"{'-' if descending else ''}{name}")

    def direction_of(self, name: str) -> str:
        """The value of `aria-sort` for a heading."""
        if name != self.sort.name:
            return "none"
        return "descending" if self.descending else "ascending"

    @property
    def order_by(self) -> list[Any]:
        """Arguments for `QuerySet.order_by`: empty values last on every database, equal rows by primary key."""
        turn = "desc" if self.descending else "asc"
        return [getattr(F(name), turn)(nulls_last=True) for name in self.sort.fields] + [
            "-pk" if self.descending else "pk"
        ]


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """One page of a list, or, for an export, all of it. `total` counts what the filters leave, over all pages."""

    rows: Sequence[Row]
    asked: Asked
    total: int
    page: int
    pages: int
    numbers: tuple[int | None, ...] = field(default=())

    @property
    def first(self) -> int:
        """The position of the first row shown, from 1; 0 for an empty list."""
        return (self.page - 1) * self.asked.design.per_page + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The position of the last row shown."""
        return max(self.first + len(self.rows) - 1, 0)


def page_of(
    rows: QuerySet[Any, Source], asked: Asked, row: Callable[[Source], Row], *, total: int | None = None
) -> Listing[Row]:
    """Sort and page a queryset that is already filtered. A page beyond the end is the last page.

    Two queries, or one where the caller has counted the rows already, for `total`.
    """
    ordered = rows.order_by(*asked.order_by)
    if asked.export:
        everything = [row(found) for found in ordered]
        return Listing(everything, asked, total=len(everything), page=1, pages=1)
    per_page = asked.design.per_page
    total = rows.order_by().count() if total is None else total
    pages = max(math.ceil(total / per_page), 1)
    page = min(max(asked.page, 1), pages)
    shown = [row(found) for found in ordered[(page - 1) * per_page : page * per_page]] if total else []
    return Listing(shown, asked, total, page, pages, _numbers(page, pages))


def _numbers(page: int, pages: int) -> tuple[int | None, ...]:
    """The page numbers to offer: first, last and those around this one; None stands for those left out."""
    wanted = sorted({1, pages, page - 1, page, page + 1} & set(range(1, pages + 1)))
    numbers: list[int | None] = []
    for number in wanted:
        if numbers and numbers[-1] is not None and number - numbers[-1] == 2:
            numbers.append(number - 1)
        elif numbers and numbers[-1] is not None and number - numbers[-1] > 2:
            numbers.append(None)
        numbers.append(number)
    return tuple(numbers)
