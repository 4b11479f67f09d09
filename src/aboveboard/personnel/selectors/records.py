"""What the ledger asks of this room: the looks that were filed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from aboveboard.personnel.models import FileEntry, FileLook


class Looks:
    """Looks at personnel files, as the ledger's RecordSource. An entry of a file is its capability's own record."""

    kind = "personnel_file.opened"

    def iterate(self) -> Iterator[str]:
        """The ledger references of every look."""
        return FileLook.objects.order_by().values_list("reference", flat=True).iterator()

    def for_person(self, subject: str) -> Iterator[str]:
        """The ledger references of the looks at one person's file."""
        looks = FileLook.objects.filter(person__reference=subject)
        return looks.values_list("reference", flat=True).iterator()

    def erase(self, reference: str, *, now: datetime) -> None:
        FileLook.objects.filter(reference=reference).delete()


def forget_file_entries(references: Sequence[str]) -> None:
    """Take what was erased off every personnel file: a title would say what it was about."""
    FileEntry.objects.filter(reference__in=references).delete()
