"""One's own file, and a file that somebody with a right has opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aboveboard.ledger.receipts import get_part
from aboveboard.people.selectors.staff import StaffFound, StaffMember, find_staff, get_staff_member
from aboveboard.personnel.models import FileEntry, FileLook
from aboveboard.personnel.selectors.visibility import files_open_to, owner_of, visible_to
from aboveboard.rules.access import Refused
from aboveboard.rules.actor import Actor
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotAllowed, NotFound
from aboveboard.rules.personnel_files import LOOK_LASTS, may_open_file
from aboveboard.rules.retention import FileEntryKind, RetentionRule, RetentionSettings, in_words
from aboveboard.web.lists import Asked, Listing, page_of

KIND_NAMES: dict[FileEntryKind, str] = {
    FileEntryKind.DECLARATION: "Declaration",
    FileEntryKind.DECISION: "Decision",
    FileEntryKind.CONFIRMATION: "Confirmation",
    FileEntryKind.APPROACH: "Approach",
    FileEntryKind.ACKNOWLEDGEMENT: "Acknowledgement",
}
OPEN_IT_AGAIN = Refused(
    "look_over",
    "You opened this file a while ago, so it has closed. To see it again, open it again and say why.",
)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One thing on a file, as a list shows it."""

    reference: str
    kind: str
    title: str
    filed_at: datetime
    kept: str


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look at a file: who, when, why, and the title of the document if one was taken."""

    by: str
    at: datetime
    reason: str
    looked_at: str


@dataclass(frozen=True, slots=True)
class OpenLook:
    """A file as somebody has opened it; `until` is when it asks for a reason again."""

    reference: str
    owner: StaffMember
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True)
class FilePage:
    """Another person's file, as open to one reader. `open_until` is when it asks for a reason again."""

    look_reference: str
    name: str
    schools: tuple[str, ...]
    reason: str
    open_until: datetime
    entries: tuple[EntryRow, ...]


@dataclass(frozen=True, slots=True)
class FileDownload:
    """Bytes to hand out, and what to call them."""

    name: str
    content: bytes


def list_my_file(actor: Actor, asked: Asked) -> Listing[EntryRow]:
    """Everything on one's own file, nothing left out."""
    found = FileEntry.objects.filter(person_id=actor.person_id)
    if kind := asked.get("kind"):
        found = found.filter(kind=kind)
    if words := asked.get("q"):
        found = found.filter(title__icontains=words)
    return page_of(found, asked, _entry_row)


def list_looks_at_my_file(actor: Actor, asked: Asked) -> Listing[LookRow]:
    """Every look at one's own file by somebody else."""
    found = FileLook.objects.filter(person_id=actor.person_id).select_related("by", "entry")
    if words := asked.get("q"):
        found = found.filter(reason__icontains=words)
    return page_of(found, asked, _look_row)


def get_my_document(actor: Actor, reference: str) -> FileDownload:
    """The sealed PDF of an entry on one's own file. Raises NotFound."""
    entry = _get_own(actor, reference)
    return FileDownload(f"{entry.reference}.pdf", get_part(entry.reference, entry.part_name))


def list_files_to_open(actor: Actor, words: str, *, now: datetime) -> tuple[StaffFound, ...]:
    """Staff with these words in their name whose files `actor` may open."""
    today = uk_date(now)
    return find_staff(words, among=files_open_to(actor, on=today, person="pk"), on=today)


def get_file_to_open(actor: Actor, person_reference: str, *, now: datetime) -> str:
    """The name of the person whose file `actor` may open. Raises NotFound, whether or not there is such a person."""
    member = get_staff_member(person_reference, on=uk_date(now))
    if not may_open_file(actor, owner_of(member)):
        raise NotFound
    return member.name


def get_open_look(actor: Actor, look_reference: str, *, now: datetime) -> OpenLook:
    """The reader's own opening of a file, while it lasts and while they still may.

    Raises NotFound; NotAllowed when it is over.
    """
    look = (
        FileLook.objects.filter(reference=look_reference, by_id=actor.person_id, entry__isnull=True)
        .select_related("person")
        .first()
    )
    if look is None:
        raise NotFound
    owner = get_staff_member(look.person.reference, on=uk_date(now))
    if not may_open_file(actor, owner_of(owner)):
        raise NotFound
    until = look.at + LOOK_LASTS
    if now >= until:
        raise NotAllowed(OPEN_IT_AGAIN)
    return OpenLook(reference=look.reference, owner=owner, reason=look.reason, until=until)


def get_opened_file(actor: Actor, look_reference: str, *, now: datetime) -> FilePage:
    """The file that `actor` has opened, without what mentions them. Raises as `get_open_look` does."""
    look = get_open_look(actor, look_reference, now=now)
    entries = visible_to(actor, on=uk_date(now)).filter(person_id=look.owner.person_id)
    return FilePage(
        look_reference=look.reference,
        name=look.owner.name,
        schools=tuple(name for _, name in look.owner.schools),
        reason=look.reason,
        open_until=look.until,
        entries=tuple(_entry_row(entry) for entry in entries),
    )


def _get_own(actor: Actor, reference: str) -> FileEntry:
    entry = FileEntry.objects.filter(person_id=actor.person_id, reference=reference).first()
    if entry is None:
        raise NotFound
    return entry


def _entry_row(entry: FileEntry) -> EntryRow:
    return EntryRow(
        reference=entry.reference,
        kind=KIND_NAMES[FileEntryKind(entry.kind)],
        title=entry.title,
        filed_at=entry.filed_at,
        kept=in_words(RetentionRule(entry.rule), RetentionSettings()),
    )


def _look_row(look: FileLook) -> LookRow:
    return LookRow(
        by=str(look.by),
        at=look.at,
        reason=look.reason,
        looked_at=look.entry.title if look.entry else "The whole file",
    )
