"""What was handed in, as named files: one file, a folder, or a zip that is not believed in what it says of its size.

Everything is read as a stream, in pieces, and up to a limit.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from aboveboard.people.roster_files.shape import RosterFileError
from aboveboard.people.roster_files.values import clean

MOST_BYTES = 500 * 1024 * 1024
MOST_FILES = 100
MOST_TIMES_SMALLER = 200
LONGEST_LINE = 256 * 1024
_PIECE = 64 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TOO_LARGE = "It is larger than a roster can be. Export it again, without documents or pictures."


class _Counted(io.RawIOBase):
    """A stream that stops once it has given out more than it may."""

    def __init__(self, inner: IO[bytes], limit: int) -> None:
        self._inner, self._left = inner, limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        piece = self._inner.read(len(view))
        self._left -= len(piece)
        if self._left < 0:
            raise RosterFileError(_TOO_LARGE)
        view[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._inner.close()
        super().close()


@dataclass(frozen=True, slots=True)
class Source:
    """What was handed in. `name` is how it is called in problems; `path` a file or a folder; `content` an upload."""

    name: str
    path: Path | None = None
    content: bytes | None = None

    def opened(self) -> BinaryIO:
        """The one file itself. Raises RosterFileError for a folder or what cannot be read."""
        if self.content is not None:
            return io.BytesIO(self.content)
        try:
            return open(self.path or Path(self.name), "rb")
        except OSError as error:
            raise RosterFileError(f"It cannot be opened: {error.strerror or 'it is not there'}.") from None

    def is_zip(self) -> bool:
        if self.path is not None and self.path.is_dir():
            return False
        with self.opened() as file:
            return file.read(4) == b"PK\x03\x04"


class Files:
    """The files of a zip or a folder, or a single one, by their lower-case names without folders."""

    def __init__(self, source: Source) -> None:
        self._zip: zipfile.ZipFile | None = None
        self._found: dict[str, zipfile.ZipInfo | Source] = {}
        if source.path is not None and source.path.is_dir():
            for path in sorted(source.path.iterdir()):
                if path.is_file():
                    self._found[path.name.lower()] = Source(path.name, path)
        elif source.is_zip():
            self._open_zip(source)
        else:
            self._found[source.name.lower()] = source

    def _open_zip(self, source: Source) -> None:
        try:
            self._zip = zipfile.ZipFile(source.opened())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
            raise RosterFileError("The zip file is damaged. Export it again.") from None
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        if len(entries) > MOST_FILES:
            raise RosterFileError(f"The zip holds more than {MOST_FILES} files: it is not a roster.")
        if sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise RosterFileError(_TOO_LARGE)
        for entry in entries:
            name = entry.filename.replace("\\", "/").rsplit("/", 1)[-1].lower()
            if entry.filename.startswith("__MACOSX") or name.startswith("."):
                continue
            if entry.flag_bits & 0x1:
                raise RosterFileError("The zip is locked with a password. Hand it in without one.")
            if entry.file_size > 1024 * 1024 and entry.file_size > MOST_TIMES_SMALLER * entry.compress_size:
                raise RosterFileError("The zip unpacks to far more than any roster would. Export it again.")
            if name in self._found:
                raise RosterFileError(f"The zip holds {name} twice. Hand in one export at a time.")
            self._found[name] = entry

    def names(self) -> tuple[str, ...]:
        return tuple(self._found)

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def opened(self, name: str) -> BinaryIO:
        """The bytes of one file, up to the limit. Raises RosterFileError."""
        found = self._found[name]
        if isinstance(found, Source):
            return io.BufferedReader(_Counted(found.opened(), MOST_BYTES))
        assert self._zip is not None
        try:
            return io.BufferedReader(_Counted(self._zip.open(found), min(MOST_BYTES, found.file_size)))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
            raise RosterFileError(f"{name} cannot be unpacked. Export it again.") from None

    def rows(self, name: str) -> Iterator[tuple[int, list[str]]]:
        """The rows of a file of comma-separated values, with their numbers, the headings first; empty ones left out.

        Raises RosterFileError.
        """
        encoding = self._encoding(name)
        try:
            with io.TextIOWrapper(self.opened(name), encoding=encoding, newline="") as text:
                # As many signs that might part the headings as there are: exports have commas, tabs, semicolons.
                head = text.readline(LONGEST_LINE)
                sign = max(",;\t|", key=head.count) if head else ","
                lines = _lines(head, text, name)
                for number, row in enumerate(csv.reader(lines, delimiter=sign), start=1):
                    cells = [clean(cell) for cell in row]
                    if any(cells):
                        yield number, cells
        except csv.Error:
            raise RosterFileError(
                f"{name} is not a proper list: a quotation mark is open or a cell has no end. Export it again."
            ) from None
        except UnicodeError:
            raise RosterFileError(
                f"{name} is not text in UTF-8 or Windows letters. Export it again."
            ) from None
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
            raise RosterFileError(f"{name} is damaged. Export it again.") from None

    def _encoding(self, name: str) -> str:
        """UTF-8 where all of it is, whatever its mark says; else what Windows writes."""
        try:
            with self.opened(name) as file:
                piece = file.read(_PIECE)
                for mark, encoding in _BOMS:
                    if piece.startswith(mark):
                        return encoding
                decoder = codecs.getincrementaldecoder("utf-8")()
                while piece:
                    decoder.decode(piece)
                    piece = file.read(_PIECE)
                decoder.decode(b"", final=True)
                return "utf-8"
        except UnicodeDecodeError:
            return "cp1252"
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
            raise RosterFileError(f"{name} is damaged. Export it again.") from None


def _lines(head: str, text: io.TextIOWrapper, name: str) -> Iterator[str]:
    line = head
    while line:
        if len(line) >= LONGEST_LINE:
            raise RosterFileError(f"{name} has a line without an end: it is not a list.")
        yield line.replace("\0", "")
        line = text.readline(LONGEST_LINE)
