"""The folder, or zip, that a receipt is handed out in: the receipt, what was filed, and whom to trust."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from aboveboard.ledger.pure.receipts import ReceiptError

RECEIPT_NAME = "receipt.tlog-proof"
POLICY_NAME = "policy.txt"
READ_ME_NAME = "READ ME.txt"
PARTS_FOLDER = "parts"

# What unpacking may take of memory: more than any entry, less than a zip made to do harm.
MOST_BYTES = 512 * 1024 * 1024
MOST_FILES = 1000

READ_ME = """\
YOUR RECEIPT

Reference: {reference}
Filed:     {filed_at}

Keep this folder as it is. It proves that what is in "parts" was filed, when,
and that it has not been changed since. You can check it yourself, on your own
computer, without the trust and without the internet:

    aboveboard receipt verify "this folder, or the zip"

You will be told one of three things.

  ALTERED                 Something in the folder is not what was filed.
  AGREES WITH ITSELF      Everything fits. To be sure that the whole folder was
                          not made up, compare the key below with the one that
                          your union or the auditor was sent.
  CONFIRMED FROM OUTSIDE  Everything fits, and somebody outside the trust agrees.

The ledger's key:
    {fingerprint}

Keep it private. Whoever has "receipt.tlog-proof" can test guesses of what you
wrote, so look after it as you would look after the papers themselves.
"""


@dataclass(frozen=True)
class ReceiptFolder:
    """The files of a receipt as they were read; nothing of them is checked yet."""

    receipt: bytes
    policy: bytes | None
    parts: Mapping[str, bytes]


def make_zip(*, receipt: str, policy: str, parts: Mapping[str, bytes], read_me: str) -> bytes:
    """The zip. The same files give the same bytes: it holds no times."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in [
            (READ_ME_NAME, read_me.encode()),
            (RECEIPT_NAME, receipt.encode()),
            (POLICY_NAME, policy.encode()),
            *((f"{PARTS_FOLDER}/{name}", part) for name, part in parts.items()),
        ]:
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
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
    """Reads a receipt's zip. Raises only `ReceiptError`."""
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if len(members) > MOST_FILES or sum(each.file_size for each in members) > MOST_BYTES:
                raise ReceiptError("The zip is too large for a receipt.")
            for member in members:
                if member.filename in files:
                    raise ReceiptError(f"Two files of the zip are called {member.filename}.")
                files[member.filename] = archive.read(member)
    except ReceiptError:
        raise
    except Exception as refused:  # hostile bytes make zipfile raise a dozen unrelated kinds
        raise ReceiptError("This is not a zip file that can be opened.") from refused
    return _arrange(files)


def _files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    room = MOST_BYTES
    for number, path in enumerate(sorted(each for each in folder.rglob("*") if each.is_file())):
        room -= path.stat().st_size
        if room < 0 or number >= MOST_FILES:
            raise ReceiptError(f"{folder} holds too much for a receipt. Name the receipt's own folder.")
        yield path.relative_to(folder).as_posix(), path.read_bytes()


def _arrange(files: Mapping[str, bytes]) -> ReceiptFolder:
    """Finds the receipt, at the top or one folder down, and what belongs to it."""
    found = [PurePosixPath(name) for name in files if PurePosixPath(name).name == RECEIPT_NAME]
    if len(found) != 1:
        raise ReceiptError(f"There must be one {RECEIPT_NAME} here, and there are {len(found)}.")
    top = found[0].parent
    parts = {
        path.relative_to(top / PARTS_FOLDER).as_posix(): content
        for path, content in ((PurePosixPath(name), content) for name, content in files.items())
        # Computers leave hidden files of their own (.DS_Store) in the folders that they show.
        if path.is_relative_to(top / PARTS_FOLDER) and not path.name.startswith(".")
    }
    return ReceiptFolder(files[str(found[0])], files.get(str(top / POLICY_NAME)), parts)
