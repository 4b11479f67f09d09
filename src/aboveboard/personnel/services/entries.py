"""Something is put on a person's file, in the filing that keeps it."""

from __future__ import annotations

from collections.abc import Iterable

from aboveboard.ledger.filing import Filed, Filing
from aboveboard.personnel.models import FileEntry, FileMention
from aboveboard.rules.retention import RULES, FileEntryKind


def add_file_entry(
    *,
    filing: Filing,
    filed: Filed,
    person_id: int,
    kind: FileEntryKind,
    title: str,
    part_name: str,
    mentioned_ids: Iterable[int] = (),
) -> None:
    """Put on a person's file what `filing` has just filed as `filed`; its sealed PDF is the part `part_name`.

    The bytes stay in the ledger alone. Whoever is in `mentioned_ids` never learns of the entry from another's file.
    Does no access check: the calling service has. Source: guidance S4.8, S8.15, S8.19.
    """
    entry = FileEntry.objects.create(
        person_id=person_id,
        kind=kind.value,
        title=title,
        filed_at=filing.now,
        reference=filed.reference,
        part_name=part_name,
        rule=RULES[kind].value,
    )
    FileMention.objects.bulk_create(
        FileMention(entry=entry, person_id=mentioned) for mentioned in set(mentioned_ids) - {person_id}
    )


def add_file_mention(*, filing: Filing, reference: str, person_id: int) -> None:
    """Somebody turns out to be mentioned in what was filed under `reference`: from now on they do not see it.

    For a name that is matched to a person, and for a conflict declared, after the filing. Safe to repeat; without
    an entry it does nothing. Does no access check: the calling service has.
    """
    entries = FileEntry.objects.filter(reference=reference).exclude(person_id=person_id)
    FileMention.objects.bulk_create(
        (FileMention(entry=entry, person_id=person_id) for entry in entries), ignore_conflicts=True
    )
