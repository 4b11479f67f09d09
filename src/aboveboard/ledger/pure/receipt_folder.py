"""The folder, or zip, that a receipt is handed out in: the receipt, what was filed, and whom to trust."""

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from aboveboard.ledger.pure.receipts import ReceiptError
from aboveboard.ledger.pure.verify_page import verify_page

RECEIPT_NAME = "receipt.tlog-proof"
POLICY_NAME = "policy.txt"
LEAF_NAME = "leaf.txt"
READ_ME_NAME = "READ ME.txt"
VERIFY_PAGE_NAME = "verify.html"
PARTS_FOLDER = "parts"

# What unpacking may take of memory: more than any entry, less than a zip made to do harm.
MOST_BYTES = 512 * 1024 * 1024
MOST_FILES = 1000

NO_TIME = (1980, 1, 1, 0, 0, 0)
NOT_A_ZIP = "This is not a zip file that can be opened."

# The end of a zip: signature, two disks, two counts, size and start of the list of files, length of a comment.
_END = struct.Struct("<4sHHHHIIH")


@dataclass(frozen=True)
class ReceiptFolder:
    """The files of a receipt as they were read; nothing of them is checked yet. A bare copy has a `leaf`."""

    receipt: bytes
    policy: bytes | None
    parts: Mapping[str, bytes]
    leaf: bytes | None = None


def make_zip(
    *, receipt: str, policy: str, parts: Mapping[str, bytes], read_me: str, leaf: str | None = None
) -> bytes:
    """The zip, with the page that checks it; of a bare copy if it has a leaf and no parts.

    The same files give the same bytes: it holds no times.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in [
            (READ_ME_NAME, read_me.encode()),
            (VERIFY_PAGE_NAME, verify_page().encode()),
            (RECEIPT_NAME, receipt.encode()),
            (POLICY_NAME, policy.encode()),
            *([(LEAF_NAME, leaf.encode())] if leaf else []),
            *((f"{PARTS_FOLDER}/{name}", part) for name, part in parts.items()),
        ]:
            member = zipfile.ZipInfo(name, date_time=NO_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, file)
    return content.getvalue()


def read_receipt_folder(path: Path) -> ReceiptFolder:
    """Reads a zip, a folder, or a folder that a zip was unpacked into. Raises only `ReceiptError`."""
    try:
        if path.is_dir():
            return _arrange(dict(_files_of(path)))
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as refused:
        raise ReceiptError(f"{path} cannot be read: {refused.strerror}.") from None
    if len(content) > MOST_BYTES:
        raise ReceiptError(f"{path} is too large for a receipt.")
    return read_zip(content)


def read_zip(content: bytes) -> ReceiptFolder:
    """Reads a receipt's zip. Raises only `ReceiptError`.

    Only one plain kind of zip is read, so that no two readers can take the same bytes for different files.
    """
    if not _is_plain_zip(content):
        raise ReceiptError(NOT_A_ZIP)
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [each for each in archive.infolist() if not each.orig_filename.endswith("/")]
            if len(members) > MOST_FILES or sum(each.file_size for each in members) > MOST_BYTES:
                raise ReceiptError("The zip is too large for a receipt.")
            for member in members:
                name = member.orig_filename
                if name in files:
                    raise ReceiptError(f"Two files of the zip are called {name}.")
                if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise ReceiptError(f"{name} is packed in a way that is not read here.")
                files[name] = archive.read(member)
                if len(files[name]) != member.file_size:
                    raise ReceiptError(NOT_A_ZIP)
    except ReceiptError:
        raise
    except Exception as refused:  # hostile bytes make zipfile raise a dozen unrelated kinds
        raise ReceiptError(NOT_A_ZIP) from refused
    return _arrange(files)


def _is_plain_zip(content: bytes) -> bool:
    """Whether it is one list of files right before the end: nothing before it, no comment, one disk, 32 bits."""
    if len(content) < _END.size or content[-42:-38] == b"PK\x06\x07":
        return False
    signature, disk, first_disk, _, _, size, start, comment = _END.unpack(content[-_END.size :])
    plain = (signature, disk, first_disk, comment) == (b"PK\x05\x06", 0, 0, 0)
    return plain and size + start + _END.size == len(content)


def _files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    room = MOST_BYTES
    for number, path in enumerate(sorted(each for each in folder.rglob("*") if each.is_file())):
        room -= path.stat().st_size
        if room < 0 or number >= MOST_FILES:
            raise ReceiptError(f"{folder} holds too much for a receipt. Name the receipt's own folder.")
        yield path.relative_to(folder).as_posix(), path.read_bytes()


def _arrange(files: Mapping[str, bytes]) -> ReceiptFolder:
    """Finds the receipt, at the top or in a folder, and what belongs to it."""
    for name in files:
        if any(step in ("", ".", "..") for step in name.split("/")) or "\0" in name:
            raise ReceiptError("A file has a name that leads out of its folder.")
    found = [name for name in files if name.rpartition("/")[2] == RECEIPT_NAME]
    if not found and any(name.endswith(".zip") for name in files):
        raise ReceiptError("These are several receipts together. Unpack them, and check them one by one.")
    if len(found) != 1:
        raise ReceiptError(f"There must be one {RECEIPT_NAME} here, and there are {len(found)}.")
    top = found[0].removesuffix(RECEIPT_NAME)
    within = f"{top}{PARTS_FOLDER}/"
    parts = {
        name.removeprefix(within): content
        for name, content in files.items()
        # Computers leave hidden files of their own (.DS_Store) in the folders that they show.
        if name.startswith(within) and not name.rpartition("/")[2].startswith(".")
    }
    return ReceiptFolder(
        files[found[0]], files.get(f"{top}{POLICY_NAME}"), parts, files.get(f"{top}{LEAF_NAME}")
    )
