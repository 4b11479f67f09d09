"""The one way in: whatever kind of file it is, read into a `Roster`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from aboveboard.people.roster_files.common_transfer import read_common_transfer
from aboveboard.people.roster_files.lists import read_list
from aboveboard.people.roster_files.oneroster import read_oneroster
from aboveboard.people.roster_files.school_register import read_school_register
from aboveboard.people.roster_files.shape import Roster, RosterFileError, RosterFormat, RosterScope
from aboveboard.people.roster_files.sources import Files, Source


@dataclass(frozen=True, slots=True)
class HowToRead:
    """What a file does not say of itself.

    `is_whole`: everybody of the schools in it is in it (OneRoster says so itself). `columns` and `school` are for
    lists, `trust_code` for the register of schools.
    """

    format: RosterFormat
    scope: RosterScope = RosterScope.STAFF
    is_whole: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    school: str = ""
    trust_code: str = ""


def read_roster(source: Source, how: HowToRead) -> Roster:
    """Everything the file says that the trust takes in, with what is wrong with it. Raises RosterFileError alone."""
    roster = Roster(how.format, how.is_whole, how.scope)
    of_pupils = (RosterFormat.COMMON_TRANSFER_FILE, RosterFormat.PUPIL_LIST)
    if how.format in of_pupils and not how.scope.has_pupils:
        raise RosterFileError("This file has pupils, and your trust takes in staff alone. Change that first.")
    match how.format:
        case RosterFormat.ONEROSTER:
            read_oneroster(Files(source), roster)
        case RosterFormat.COMMON_TRANSFER_FILE:
            read_common_transfer(_one(source), roster)
        case RosterFormat.SCHOOLS:
            read_school_register(_one(source), roster, trust_code=how.trust_code)
        case RosterFormat.STAFF_LIST | RosterFormat.PUPIL_LIST:
            read_list(source, roster, mapping=how.columns, school=how.school)
    return roster


def _one(source: Source) -> Files:
    files = Files(source)
    if len(files.names()) != 1:
        raise RosterFileError("Hand in the one file itself, or a zip that holds it alone.")
    return files


def digest(source: Source) -> str:
    """The SHA-256 of what was handed in; of a folder, over its files by name."""
    found = hashlib.sha256()
    if source.path is not None and source.path.is_dir():
        for path in sorted(source.path.iterdir()):
            if path.is_file():
                found.update(path.name.encode() + b"\0")
                found.update(digest(Source(path.name, path)).encode())
        return found.hexdigest()
    with source.opened() as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()
