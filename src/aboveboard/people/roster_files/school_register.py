"""Schools as Get Information about Schools lists them. A school leaves the trust by closing, never by being missing."""

from __future__ import annotations

from aboveboard.people.roster_files.shape import Roster, RosterFileError, SchoolRow
from aboveboard.people.roster_files.sources import Files
from aboveboard.people.roster_files.tables import Line, lines

_NEEDED = ("URN", "EstablishmentName")
_TRUST = "Trusts (code)"
MOST_SCHOOLS = 2000


def read_school_register(files: Files, roster: Roster, *, trust_code: str = "") -> None:
    """Fill `roster` with the schools of one trust. Raises RosterFileError, also for schools of several trusts."""
    name = next((name for name in files.names() if name.endswith(".csv")), next(iter(files.names())))
    roster.is_whole = False
    trusts: set[str] = set()
    for line in lines(files.rows(name), file=name, roster=roster, needs=_NEEDED):
        trust = line.text(_TRUST)
        if trust_code and trust != trust_code:
            roster.drop("schools of other trusts")
            continue
        trusts.add(trust)
        _school(line)
        if len(roster.schools) > MOST_SCHOOLS or len(trusts) > 1:
            raise RosterFileError(
                f"{name} has schools of several trusts. Download your own trust's schools only, or say its "
                "number (the group UID)."
            )
    if not roster.schools and not roster.problems:
        raise RosterFileError(f"{name} has no school of this trust.")


def _school(line: Line) -> None:
    urn = line.needed("URN")
    if not urn:
        return
    if len(urn) != 6 or not (urn.isascii() and urn.isdecimal()):
        line.wrong("URN", "It is not a URN.", "A URN has six figures. Download the list again.")
        return
    if urn in line.roster.schools:
        line.wrong("URN", "It stands in this file twice.", "Remove one of the two rows.")
        return
    number = line.text("LA (code)") + line.text("EstablishmentNumber").zfill(4)
    opened_on, closed_on = line.days("OpenDate", "CloseDate")
    status = line.text("EstablishmentStatus (name)").casefold()
    if status.startswith("open") and "close" not in status:
        closed_on = None
    line.roster.schools[urn] = SchoolRow(
        source_id=urn,
        name=line.needed("EstablishmentName", 200),
        place=line.place,
        urn=urn,
        establishment=number if len(number) == 7 and number.isdecimal() else "",
        phase=line.text("PhaseOfEducation (name)", 40),
        opened_on=opened_on,
        closed_on=closed_on,
    )
