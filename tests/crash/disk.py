"""A disk that remembers in which order it was written to, and what it holds if the power goes at any moment.

What was written since a file was last synced may be there or not, sector by sector and in any order; a sector may
be torn, and what a file grew by may be rubbish. That is worse than most disks, and no worse than they may be.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Written:
    file: str
    offset: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Truncated:
    file: str
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    file: str


@dataclass(frozen=True, slots=True)
class Deleted:
    file: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Somebody was told that this is filed."""

    reference: str


@dataclass(frozen=True, slots=True)
class Begun:
    """The tables are there: from now on the power may go."""


Event = Written | Truncated | Synced | Deleted | Acknowledged | Begun


class Recorder(apsw.VFS):
    """SQLite's own file system, with every change to a file kept in `events`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.events: list[Event] = []
        super().__init__(name, base="")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        return _File(name, flags, self.events)

    def xDelete(self, name: str, sync_folder: bool) -> None:
        super().xDelete(name, sync_folder)
        self.events.append(Deleted(Path(name).name))


class _File(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int], events: list[Event]) -> None:
        super().__init__("", name, flags)
        # A temporary file has no name, and nothing of it is missed after a power cut.
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._name = Path(path).name if path else None
        self._events = events

    def _record(self, event: Event) -> None:
        if self._name is not None:
            self._events.append(event)

    def xWrite(self, content: bytes, offset: int) -> None:
        super().xWrite(content, offset)
        self._record(Written(self._name or "", offset, bytes(content)))

    def xTruncate(self, size: int) -> None:
        super().xTruncate(size)
        self._record(Truncated(self._name or "", size))

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._record(Synced(self._name or ""))


@dataclass
class Disk:
    """What is certainly on the disk, and what is on its way, file by file."""

    kept: dict[str, bytearray] = field(default_factory=dict)
    waiting: dict[str, list[Written | Truncated]] = field(default_factory=dict)

    def happen(self, event: Event) -> None:
        match event:
            case Written() | Truncated():
                self.kept.setdefault(event.file, bytearray())
                self.waiting.setdefault(event.file, []).append(event)
            case Synced():
                for change in self.waiting.pop(event.file, []):
                    _apply(self.kept[event.file], change)
            case Deleted():
                self.kept.pop(event.file, None)
                self.waiting.pop(event.file, None)

    def cut(self, chance: random.Random) -> Iterator[tuple[str, bytearray]]:
        """Each file as it may be found when the power is back."""
        for name, kept in self.kept.items():
            found = bytearray(kept)
            for change in self.waiting.get(name, []):
                for piece in _survivors(change, found, chance):
                    _apply(found, piece)
            yield name, found


def _apply(file: bytearray, change: Written | Truncated) -> None:
    if isinstance(change, Truncated):
        del file[change.size :]
        return
    if len(file) < change.offset:
        file.extend(bytes(change.offset - len(file)))
    file[change.offset : change.offset + len(change.content)] = change.content


def _survivors(
    change: Written | Truncated, file: bytearray, chance: random.Random
) -> Iterator[Written | Truncated]:
    if isinstance(change, Truncated):
        if chance.random() < 0.5:
            yield change
        return
    end = change.offset + len(change.content)
    # Most often all or nothing of one write arrives; now and then anything may.
    likely = chance.choice((0.0, 0.5, 0.9, 1.0))
    start = change.offset
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        content = change.content[start - change.offset : stop - change.offset]
        draw = chance.random()
        if draw < likely:
            yield Written(change.file, start, content)
        elif draw > 0.97:
            yield Written(change.file, start, content[: chance.randrange(len(content))])
        elif start >= len(file) and draw > 0.9:
            yield Written(change.file, start, chance.randbytes(len(content)))
        start = stop
