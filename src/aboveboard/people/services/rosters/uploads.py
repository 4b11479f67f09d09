"""A file is handed in on the web: kept for a day at most, looked at, and withdrawn. Nothing of it is filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from aboveboard.ledger.filing import make_reference
from aboveboard.people.models import ColumnMapping, RosterUpload, School
from aboveboard.people.roster_files.lists import FIELDS, missing_fields, read_headings, recognise
from aboveboard.people.roster_files.reading import digest, read_roster
from aboveboard.people.roster_files.shape import Roster, RosterFileError, RosterFormat
from aboveboard.people.selectors.rosters.compare import compare_roster
from aboveboard.people.selectors.rosters.uploads import find_upload, get_columns, how_to_read, source_of
from aboveboard.rules.actor import Actor, AnyActor
from aboveboard.rules.administration import may_take_in_rosters
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotFound, WrongState, require

MOST_BYTES = 40 * 1024 * 1024
KEPT_FOR = timedelta(days=1)
ASKS_NOTHING = frozenset({RosterFormat.ONEROSTER})


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A file that waited, read as it was said to be."""

    roster: Roster
    source: str
    sha256: str


def hand_in_roster(
    *, actor: Actor, now: datetime, format: RosterFormat, source: str, file_name: str, content: bytes
) -> str:
    """Keep a file until it is taken in or withdrawn; returns its reference. What is older than a day goes.

    Raises NotAllowed, or WrongState for one that is too large.
    """
    require(may_take_in_rosters(actor))
    if len(content) > MOST_BYTES:
        raise WrongState(
            f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Zip it, or use the command line."
        )
    delete_old_uploads(actor=actor, now=now)
    row = RosterUpload.objects.create(
        reference=make_reference(),
        by_id=actor.person_id,
        at=now,
        source=source.strip(),
        format=format,
        file_name=file_name[-200:],
        content=content,
    )
    if format in ASKS_NOTHING:
        _look(row, on=uk_date(now))
    return row.reference


def list_headings(*, actor: Actor, now: datetime, reference: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The headings of a list that waits, and what each field most likely is: as last time, else recognised.

    Raises NotAllowed, NotFound, or WrongState when the file cannot be read.
    """
    row = find_upload(actor, reference)
    format = RosterFormat(row.format)
    if format not in FIELDS:
        return (), {}
    try:
        headings = read_headings(source_of(row))
    except RosterFileError as wrong:
        raise WrongState(str(wrong)) from None
    before = {field: name for field, name in get_columns(row.source, format).items() if name in headings}
    return headings, {**recognise(format, headings), **before}


def say_how_to_read(
    *,
    actor: Actor,
    now: datetime,
    reference: str,
    is_whole: bool = False,
    columns: Mapping[str, str] | None = None,
    school_id: int | None = None,
    trust_code: str = "",
) -> None:
    """What a file does not say of itself; the columns are remembered for its source. Then it is looked at.

    Raises NotAllowed, NotFound, or WrongState when a column is missing that must be there.
    """
    row = find_upload(actor, reference)
    format = RosterFormat(row.format)
    said = {
        field: name for field, name in (columns or {}).items() if name and field in FIELDS.get(format, {})
    }
    if format in FIELDS and (missing := missing_fields(format, said)):
        raise WrongState(f"Choose a column for: {', '.join(missing)}.")
    if school_id is not None and not School.objects.filter(pk=school_id).exists():
        raise NotFound
    row.is_whole, row.columns, row.school_id, row.trust_code = is_whole, said, school_id, trust_code.strip()
    row.save(update_fields=["is_whole", "columns", "school", "trust_code"])
    if said:
        ColumnMapping.objects.update_or_create(source=row.source, format=format, defaults={"columns": said})
    row = find_upload(actor, reference)
    _look(row, on=uk_date(now))


def read_upload(*, actor: Actor, now: datetime, reference: str) -> ReadAgain:
    """The file once more, to be taken in. Raises NotAllowed, NotFound, WrongState."""
    row = find_upload(actor, reference)
    source = source_of(row)
    try:
        return ReadAgain(read_roster(source, how_to_read(row)), row.source, digest(source))
    except RosterFileError as wrong:
        raise WrongState(str(wrong)) from None


def withdraw_upload(*, actor: Actor, now: datetime, reference: str) -> None:
    """A file of one's own goes, taken in or not. Raises NotAllowed, NotFound."""
    find_upload(actor, reference).delete()


def delete_old_uploads(*, actor: AnyActor, now: datetime) -> int:
    """Files older than a day go; returns how many. Any actor: it only forgets."""
    return RosterUpload.objects.filter(at__lt=now - KEPT_FOR).delete()[0]


def _look(row: RosterUpload, *, on: date) -> None:
    """Work out what would change, and keep that in figures, so that the page need not do it again."""
    kept: dict[str, Any]
    try:
        changes = compare_roster(read_roster(source_of(row), how_to_read(row)), source=row.source, on=on)
    except RosterFileError as wrong:
        kept = {"unreadable": str(wrong)}
    else:
        kept = {
            "counts": changes.counts,
            "names": changes.names,
            "dropped": changes.dropped,
            "problems": [
                [each.place.file, each.place.row, each.field, each.what, each.mend, each.refuses]
                for each in changes.problems
            ],
            "unlisted_problems": changes.unlisted_problems,
            "refused": changes.is_refused,
            "changes_anything": changes.changes_anything,
            "share_leaving": changes.share_leaving,
        }
    row.preview = kept
    row.save(update_fields=["preview"])
