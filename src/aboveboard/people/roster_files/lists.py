"""Lists of staff or pupils as a management information system exports them: CSV or a spreadsheet, columns mapped."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import openpyxl

from aboveboard.people.roster_files.shape import (
    THE_TRUST,
    EnrolmentRow,
    JobRow,
    PersonRow,
    Place,
    Roster,
    RosterFileError,
    RosterFormat,
)
from aboveboard.people.roster_files.sources import MOST_BYTES, MOST_TIMES_SMALLER, Files, Source
from aboveboard.people.roster_files.tables import Line
from aboveboard.people.roster_files.values import clean, read_category, upn_problem

_CENTRAL = frozenset({"trust", "central", "central team", "the trust", "head office"})

# What we ask for, and the headings of SIMS, Arbor, Bromcom and others, in small letters without spaces and signs.
FIELDS: dict[RosterFormat, dict[str, tuple[str, str]]] = {
    RosterFormat.STAFF_LIST: {
        "id": (
            "Their number or code",
            "staffcode staffid employeeid employeenumber payrollnumber personid arborid id",
        ),
        "given_name": ("First name", "forename firstname givenname preferredforename"),
        "family_name": ("Family name", "surname lastname familyname preferredsurname"),
        "email": (
            "Work e-mail address",
            "email workemail emailaddress workemailaddress primaryemail defaultemail",
        ),
        "school": ("School", "school schoolname site establishment urn laestab base"),
        "job_title": ("Job", "jobtitle job role post position positions staffrole"),
        "category": ("How they work here", "category contracttype employmenttype stafftype typeofcontract"),
        "agency": ("Agency", "agency supplyagency agencyname"),
        "from_on": (
            "First day",
            "startdate employmentstart employmentstartdate dateofarrival joiningdate firstday",
        ),
        "until_on": ("Last day", "enddate employmentend employmentenddate dateofleaving leavingdate lastday"),
    },
    RosterFormat.PUPIL_LIST: {
        "id": ("Their number", "admissionnumber adno admno studentid pupilid arborid personid id"),
        "upn": ("UPN", "upn uniquepupilnumber"),
        "given_name": ("First name", "forename firstname givenname preferredforename"),
        "family_name": ("Family name", "surname lastname familyname preferredsurname"),
        "born_on": ("Date of birth", "dateofbirth dob birthdate birthday"),
        "school": ("School", "school schoolname site establishment urn laestab"),
        "from_on": (
            "First day on roll",
            "admissiondate dateofadmission enrolmentdate dateofentry entrydate startdate",
        ),
        "until_on": ("Last day on roll", "leavingdate dateofleaving enddate leaverdate"),
    },
}
NEEDED_FIELDS = ("given_name", "family_name")
# Headings that tell a system by how it writes them.
_SYSTEMS = (
    ("SIMS", frozenset({"Forename", "Surname"})),
    ("Arbor", frozenset({"First name", "Last name"})),
    ("Bromcom", frozenset({"FirstName", "LastName"})),
)

Columns = Mapping[str, str]


def recognise(format: RosterFormat, headings: tuple[str, ...]) -> dict[str, str]:
    """Our fields and the headings that most likely hold them. A heading holds one field."""
    found: dict[str, str] = {}
    for field, (_, known) in FIELDS[format].items():
        for heading in headings:
            plain = "".join(letter for letter in heading.casefold() if letter.isalnum())
            if plain in known.split() and heading not in found.values():
                found[field] = heading
                break
    return found


def name_system(headings: tuple[str, ...]) -> str:
    """The system that writes its headings like this, or nothing."""
    return next((name for name, signs in _SYSTEMS if signs <= set(headings)), "")


def missing_fields(format: RosterFormat, mapping: Columns) -> tuple[str, ...]:
    """What must have a column and has none, as pages call it."""
    missing = [FIELDS[format][field][0] for field in NEEDED_FIELDS if not mapping.get(field)]
    ids = ("id", "email") if format is RosterFormat.STAFF_LIST else ("upn", "id")
    if not any(mapping.get(field) for field in ids):
        missing.append(" or ".join(FIELDS[format][field][0] for field in ids))
    return tuple(missing)


def read_headings(source: Source) -> tuple[str, ...]:
    """The headings of a list, in their order, without empty ones. Raises RosterFileError."""
    _, first = next(_rows(source), (1, []))
    headings = tuple(dict.fromkeys(heading for heading in first if heading))
    if not headings:
        raise RosterFileError(f"{source.name} is empty.")
    return headings


def read_list(source: Source, roster: Roster, *, mapping: Columns, school: str = "") -> None:
    """Fill `roster` from a list. `school` is where those are who have none in the list. Raises RosterFileError."""
    if missing := missing_fields(roster.format, mapping):
        raise RosterFileError(f"Say which column holds: {', '.join(missing)}.")
    rows = _rows(source)
    _, headings = next(rows, (1, []))
    if absent := [heading for heading in mapping.values() if heading and heading not in headings]:
        raise RosterFileError(f"{source.name} has no column {' and '.join(absent)}.")
    columns = {field: headings.index(heading) for field, heading in mapping.items() if heading}
    for number, cells in rows:
        line = Line(
            roster,
            Place(source.name, number),
            {field: cells[column] for field, column in columns.items() if column < len(cells)},
        )
        person = _person(line)
        if person is not None:
            _place(line, person, school)
    if not roster.people and not roster.problems:
        raise RosterFileError(f"{source.name} has headings and nobody below them.")


def _person(line: Line) -> PersonRow | None:
    given, family = line.needed("given_name"), line.needed("family_name")
    upn, email, born_on = "", "", None
    if line.roster.format is RosterFormat.PUPIL_LIST:
        upn, born_on = line.text("upn").upper(), line.day("born_on")
        if upn and (mend := upn_problem(upn)):
            line.wrong("upn", "The UPN is not right.", mend)
            return None
        own_id = upn or line.text("id", 255)
    else:
        email = line.email("email")
        own_id = line.text("id", 255) or email
    if not own_id:
        line.wrong(
            "upn" if line.roster.format is RosterFormat.PUPIL_LIST else "id",
            "There is nothing to know this person by next time.",
            "Fill in their number, UPN or work e-mail address.",
        )
        return None
    found = PersonRow(own_id, given, family, line.place, email, born_on, upn)
    known = line.roster.people.setdefault(own_id, found)
    if (known.given_name.casefold(), known.family_name.casefold()) != (given.casefold(), family.casefold()):
        line.wrong(
            "id",
            f"Somebody of another name has the same number, in row {known.place.row}.",
            "Correct the number or the name of one of them.",
        )
        return None
    return known


def _place(line: Line, person: PersonRow, school: str) -> None:
    said = line.text("school", 200) or school
    if not said:
        line.wrong(
            "school", "No school is named.", "Choose a column for it, or the school of the whole list."
        )
        return
    key = school_key(said)
    from_on, until_on = line.days("from_on", "until_on")
    source_id = f"{person.source_id} {key}"[:255]
    if line.roster.format is RosterFormat.PUPIL_LIST:
        again = f"{source_id} {from_on or ''}".strip()
        line.roster.enrolments[again] = EnrolmentRow(
            again, person.source_id, key, line.place, from_on, until_on
        )
        return
    title = line.text("job_title", 120)
    source_id = f"{source_id} {title.casefold()}"[:255].strip()
    line.roster.jobs[source_id] = JobRow(
        source_id,
        person.source_id,
        key,
        line.place,
        read_category(f"{line.text('category')} {'agency' if line.text('agency') else ''}"),
        title,
        line.text("agency", 120),
        from_on,
        until_on,
    )


def school_key(said: str) -> str:
    """How a school is told apart: by URN, by local authority and establishment number, else by its name."""
    number = said.replace("/", "").replace(" ", "")
    if number.isascii() and number.isdecimal() and len(number) in (6, 7):
        return f"{'urn' if len(number) == 6 else 'laestab'}:{number}"
    return THE_TRUST if said.casefold() in _CENTRAL else f"name:{said.casefold()}"


def _rows(source: Source) -> Iterator[tuple[int, list[str]]]:
    if not source.is_zip():
        yield from Files(source).rows(source.name.lower())
        return
    # A spreadsheet is a zip; its sizes are looked at before anything unpacks it.
    try:
        with zipfile.ZipFile(source.opened()) as parts:
            sizes = [(entry.file_size, entry.compress_size) for entry in parts.infolist()]
        if sum(size for size, _ in sizes) > MOST_BYTES // 4 or any(
            size > 2**20 and size > packed * MOST_TIMES_SMALLER for size, packed in sizes
        ):
            raise RosterFileError(f"{source.name} unpacks to far more than a list would.")
        with source.opened() as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
                cells = [_cell(value) for value in row[:200]]
                if any(cells):
                    yield number, cells
    except RosterFileError:
        raise
    except Exception as error:  # what a broken spreadsheet raises from inside its reader has no common parent
        raise RosterFileError(
            f"{source.name} cannot be read as a spreadsheet. Save it as CSV, and hand that in."
        ) from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))
