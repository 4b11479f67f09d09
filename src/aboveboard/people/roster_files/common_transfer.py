"""The Department for Education's Common Transfer File: pupils, their schools with dates, and their contacts."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from aboveboard.people.roster_files.shape import (
    EnrolmentRow,
    ParentRow,
    PersonRow,
    Place,
    Roster,
    RosterFileError,
)
from aboveboard.people.roster_files.sources import Files
from aboveboard.people.roster_files.tables import Line
from aboveboard.people.roster_files.values import clean, upn_problem
from aboveboard.rules.relationships.facts import Responsibility

_CARERS = frozenset({"CAR", "FOF", "FOM", "FOS", "GRP", "OFM", "SWR"})


def read_common_transfer(files: Files, roster: Roster) -> None:
    """Fill `roster` from the one file. Its rows are pupils, the first is 1. Raises RosterFileError."""
    name = next(iter(files.names()))
    try:
        with files.opened(name) as file:
            _read(file, name, roster)
    except (ParseError, DefusedXmlException, UnicodeError, LookupError, ValueError):
        raise RosterFileError(
            f"{name} is not a whole XML file. Make the Common Transfer File again where it comes from."
        ) from None


def _read(file: Any, name: str, roster: Roster) -> None:
    from_school, number, root = "", 0, None
    for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
        if root is None:
            root = element
            if _tag(element) != "CTfile":
                raise RosterFileError(f"{name} is not a Common Transfer File.")
        if event == "start":
            continue
        if _tag(element) == "SourceSchool" and not from_school:
            from_school = _number(element)
        elif _tag(element) == "Pupil":
            number += 1
            _pupil(Line(roster, Place(name, number), {}), element, from_school)
            element.clear()
            for part in root:
                if _tag(part) == "CTFpupilData":
                    part.clear()
    if not number:
        raise RosterFileError(f"{name} has no pupils.")


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _texts(element: Element) -> dict[str, str]:
    """The texts of the parts directly below, and of BasicDetails, which some versions put between."""
    found: dict[str, str] = {}
    for part in element:
        if _tag(part) == "BasicDetails":
            found = {**_texts(part), **found}
        elif part.text:
            found[_tag(part)] = clean(part.text)
    return found


def _number(element: Element) -> str:
    texts = _texts(element)
    number = texts.get("LEA", texts.get("LA", "")) + texts.get("Estab", "")
    return f"laestab:{number}" if len(number) == 7 and number.isdecimal() else ""


def _pupil(line: Line, element: Element, from_school: str) -> None:
    line.cells = _texts(element)
    upn = line.needed("UPN").upper()
    if upn and (mend := upn_problem(upn)):
        line.wrong("UPN", "The UPN is not right.", mend)
        return
    if not upn:
        return
    if known := line.roster.people.get(upn):
        line.wrong(
            "UPN", f"Pupil {known.place.row} has it already.", "Each pupil may stand once in the file."
        )
        return
    given = line.text("PreferredForename") or line.needed("Forename")
    family = line.text("PreferredSurname") or line.needed("Surname")
    line.roster.people[upn] = PersonRow(upn, given, family, line.place, born_on=line.day("DOB"), upn=upn)
    line.cells = {}
    _schools(line, element, upn, from_school)
    for contacts in element:
        if _tag(contacts) == "Contacts":
            for order, contact in enumerate(contacts, start=1):
                _contact(line, contact, upn, order)


def _schools(line: Line, element: Element, upn: str, from_school: str) -> None:
    seen = set()
    for history in element:
        if _tag(history) != "SchoolHistory":
            continue
        for school in history:
            key = _number(school)
            if not key:
                continue
            times = Line(line.roster, line.place, _texts(school))
            from_on, until_on = times.days("EntryDate", "LeavingDate")
            source_id = f"{upn} {key} {from_on or ''}".strip()
            seen.add(key)
            line.roster.enrolments[source_id] = EnrolmentRow(
                source_id, upn, key, line.place, from_on, until_on, may_be_elsewhere=True
            )
    if from_school and from_school not in seen:
        source_id = f"{upn} {from_school}"
        line.roster.enrolments[source_id] = EnrolmentRow(
            source_id, upn, from_school, line.place, may_be_elsewhere=True
        )


def _contact(line: Line, contact: Element, upn: str, order: int) -> None:
    if not line.roster.scope.has_parents:
        line.roster.drop("parents and carers")
        return
    texts = _texts(contact)
    family = texts.get("Surname", "")[:100]
    if not family:
        line.roster.drop("contacts without a name")
        return
    source_id = f"{upn} contact {texts.get('Order', str(order))[:10]}"
    line.roster.people[source_id] = PersonRow(source_id, texts.get("Forename", "")[:100], family, line.place)
    if texts.get("Responsibility", "").casefold() in ("true", "1", "y", "yes"):
        responsibility = Responsibility.PARENTAL
    elif texts.get("Relationship", "").upper() in _CARERS:
        responsibility = Responsibility.CARER
    else:
        responsibility = Responsibility.NONE
    line.roster.parents[source_id, upn] = ParentRow(source_id, upn, responsibility, line.place)
