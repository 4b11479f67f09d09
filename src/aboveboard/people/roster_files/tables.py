"""A file with headings: rows as cells by heading, with what is wrong told by row and field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from aboveboard.people.roster_files.shape import Place, Roster, RosterFileError
from aboveboard.people.roster_files.values import NotADate, is_email, read_date


@dataclass(slots=True)
class Line:
    """One row: cells by heading, what is missing empty. What it is asked for and cannot give becomes a problem."""

    roster: Roster
    place: Place
    cells: Mapping[str, str]

    def text(self, field: str, longest: int = 100) -> str:
        return self.cells.get(field, "")[:longest]

    def needed(self, field: str, longest: int = 100) -> str:
        """The text of a cell that must not be empty; without it the row cannot be used, and a problem says so."""
        found = self.text(field, longest)
        if not found:
            self.wrong(field, "It is empty.", "Fill it in where this list comes from, and export it again.")
        return found

    def day(self, field: str) -> date | None:
        try:
            return read_date(self.cells.get(field, ""))
        except NotADate as mend:
            self.wrong(field, "It is not a date.", str(mend))
            return None

    def days(self, first: str, last: str) -> tuple[date | None, date | None]:
        """The first and the last day, which may not come before it."""
        from_on, until_on = self.day(first), self.day(last)
        if from_on and until_on and until_on < from_on:
            self.wrong(last, "The last day is before the first.", "Correct one of the two days.")
            return from_on, None
        return from_on, until_on

    def email(self, field: str) -> str:
        """A work address, in small letters. One that is none is left out, with a note."""
        found = self.cells.get(field, "").lower()
        if found and not is_email(found):
            self.wrong(
                field,
                "It is not an e-mail address.",
                "Correct it, or they cannot sign in. They are taken in without it.",
                refuses=False,
            )
            return ""
        return found

    def wrong(self, field: str, what: str, mend: str, *, refuses: bool = True) -> None:
        self.roster.add(self.place, field, what, mend, refuses=refuses)


def lines(
    rows: Iterable[tuple[int, list[str]]], *, file: str, roster: Roster, needs: Iterable[str]
) -> Iterator[Line]:
    """The rows below the headings. Raises RosterFileError when a heading that is needed is not there."""
    found = iter(rows)
    _, headings = next(found, (1, []))
    missing = [heading for heading in needs if heading not in headings]
    if missing:
        raise RosterFileError(f"{file} has no column {' and '.join(missing)}. Export it again with it.")
    for number, cells in found:
        yield Line(roster, Place(file, number), dict(zip(headings, cells, strict=False)))
