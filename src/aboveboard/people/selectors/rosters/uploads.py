"""Files that wait to be taken in, what was taken in before, and what was said of columns last time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aboveboard.people.models import ColumnMapping, RecordedDecision, RosterUpload, Trust
from aboveboard.people.roster_files.lists import FIELDS
from aboveboard.people.roster_files.reading import HowToRead
from aboveboard.people.roster_files.shape import RosterFormat, RosterScope
from aboveboard.people.roster_files.sources import Source
from aboveboard.people.selectors.rosters.changes import WORDS
from aboveboard.rules.actor import Actor
from aboveboard.rules.administration import may_take_in_rosters
from aboveboard.rules.errors import NotFound, require

ROSTER_TAKEN_IN = "roster.taken_in"


@dataclass(frozen=True, slots=True)
class TakenInRow:
    """A roster that was taken in. `words` are its figures."""

    reference: str
    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file of one's own that waits. `asks` is true while its columns, or whether it is whole, are not said."""

    reference: str
    file_name: str
    at: datetime
    asks: bool


@dataclass(frozen=True, slots=True)
class RostersPage:
    """Whom the trust takes in, one's own files that wait, and what was taken in, newest first."""

    scope: RosterScope
    waiting: tuple[Waiting, ...]
    taken_in: tuple[TakenInRow, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change. `unreadable` is why nothing can be said; then the rest is empty.

    `figures` are (words, how many, names, of which `unnamed` are not shown); problems are as cells of a table:
    file, row, field, what, mend, and whether it refuses the file.
    """

    unreadable: str = ""
    figures: tuple[tuple[str, int, tuple[str, ...], int], ...] = ()
    dropped: tuple[tuple[str, int], ...] = ()
    problems: tuple[tuple[str, int, str, str, str, bool], ...] = ()
    unlisted_problems: int = 0
    refused: bool = False
    changes_anything: bool = False
    share_leaving: float = 0.0
    leaving: int = 0


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits. `columns` is None while nobody has said what its columns hold."""

    reference: str
    file_name: str
    source: str
    format: RosterFormat
    columns: dict[str, str] | None
    is_whole: bool
    preview: Preview | None


def get_roster_scope() -> RosterScope:
    """Whom rosters may bring in: staff alone until an administrator says otherwise."""
    found = Trust.objects.values_list("roster_scope", flat=True).first()
    return RosterScope(found) if found else RosterScope.STAFF


def get_columns(source: str, format: RosterFormat) -> dict[str, str]:
    """Which heading held which field in the last list of this source; empty for the first."""
    found = (
        ColumnMapping.objects.filter(source=source, format=format).values_list("columns", flat=True).first()
    )
    return dict(found or {})


def get_rosters_page(actor: Actor, *, limit: int = 50) -> RostersPage:
    """The page of whoever takes rosters in. Three queries. Raises NotAllowed."""
    require(may_take_in_rosters(actor))
    waiting = RosterUpload.objects.filter(by_id=actor.person_id).defer("content").order_by("-at")
    taken = RecordedDecision.objects.filter(kind=ROSTER_TAKEN_IN).select_related("by")[:limit]
    return RostersPage(
        get_roster_scope(),
        tuple(Waiting(row.reference, row.file_name, row.at, row.preview is None) for row in waiting),
        tuple(
            TakenInRow(row.reference, row.at, str(row.by or "The command line"), row.words) for row in taken
        ),
    )


def get_taken_in(actor: Actor, reference: str) -> TakenInRow:
    """One roster that was taken in. Raises NotAllowed, NotFound."""
    require(may_take_in_rosters(actor))
    row = (
        RecordedDecision.objects.filter(kind=ROSTER_TAKEN_IN, reference=reference)
        .select_related("by")
        .first()
    )
    if row is None:
        raise NotFound
    return TakenInRow(row.reference, row.at, str(row.by or "The command line"), row.words)


def get_upload(actor: Actor, reference: str) -> Upload:
    """One's own file that waits; nobody else's is found. Raises NotAllowed, NotFound."""
    row = find_upload(actor, reference)
    return Upload(
        row.reference,
        row.file_name,
        row.source,
        RosterFormat(row.format),
        row.columns,
        row.is_whole,
        None if row.preview is None else _preview(row.preview),
    )


def find_upload(actor: Actor, reference: str) -> RosterUpload:
    """The row, without its content until that is asked for. Raises NotAllowed, NotFound."""
    require(may_take_in_rosters(actor))
    rows = RosterUpload.objects.filter(by_id=actor.person_id, reference=reference).defer("content")
    found = rows.select_related("school").first()
    if found is None:
        raise NotFound
    return found


def source_of(row: RosterUpload) -> Source:
    """What was handed in, for reading; its content is fetched now."""
    return Source(row.file_name, content=bytes(row.content))


def how_to_read(row: RosterUpload) -> HowToRead:
    """What was said of a file, with whom the trust takes in today."""
    return HowToRead(
        RosterFormat(row.format),
        get_roster_scope(),
        row.is_whole,
        row.columns or {},
        row.school.name if row.school else "",
        row.trust_code,
    )


def _preview(kept: dict[str, Any]) -> Preview:
    if "unreadable" in kept:
        return Preview(unreadable=kept["unreadable"])
    counts = kept["counts"]
    return Preview(
        figures=tuple(
            (words, counts[key], tuple(names), counts[key] - len(names))
            for key, words in WORDS.items()
            if counts[key]
            for names in [kept["names"].get(key, [])]
        ),
        dropped=tuple(sorted(kept["dropped"].items())),
        problems=tuple(tuple(problem) for problem in kept["problems"]),
        unlisted_problems=kept["unlisted_problems"],
        refused=kept["refused"],
        changes_anything=kept["changes_anything"],
        share_leaving=kept["share_leaving"],
        leaving=counts["staff_leaving"] + counts["pupils_leaving"],
    )


def field_words(format: RosterFormat) -> dict[str, str]:
    """What each field of a list is called on a page; empty for formats whose columns have fixed names."""
    return {field: words for field, (words, _) in FIELDS.get(format, {}).items()}
