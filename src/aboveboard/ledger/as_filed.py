"""Whether an entry is as it was filed, quickly: its manifest is written anew from its columns and parts.

If that gives the bytes that the leaf commits to, every column and part is right. If not, `verifying_entries` finds out
what is wrong: this says only that something is, and nothing depends on how it writes.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from json.encoder import encode_basestring
from typing import Any

from aboveboard.ledger.pure.commitments import (
    LEAF_PREFIX,
    SALT_LENGTH,
    CommitmentError,
    check_kind,
    check_part_name,
    commit_pieces,
)
from aboveboard.ledger.sources import SourceError, get_store

WrittenParts = list[tuple[int, str | None]]
"""Each part of an entry as its manifest writes it, under its primary key; None for one that is not whole."""


def written_parts(rows: Iterable[Sequence[Any]], figures: dict[str, int]) -> Mapping[int, WrittenParts]:
    """The parts of some entries by the entries' primary keys.

    `rows` hold primary key, entry, name, media type, length, salt, content, store and location.
    """
    found: defaultdict[int, WrittenParts] = defaultdict(list)
    for pk, entry, name, media_type, length, salt, content, store, location in rows:
        figures["parts"] += 1
        found[entry].append((pk, _written_part(name, media_type, length, salt, content, store, location)))
    return found


def is_as_filed(row: Sequence[Any], parts: WrittenParts) -> bool:
    """Whether the leaf commits to exactly this.

    `row` holds primary key, index, reference, leaf hash, kind, time, actor, subject, manifest, its salt, erased by.
    """
    _, _, reference, leaf, kind, filed_at, actor, subject, manifest, salt, erased_by, *_ = row
    if manifest is None or salt is None or erased_by is not None or len(salt) != SALT_LENGTH:
        return False
    if not _is_kind(kind):
        return False
    # Sorted by primary key: in the order in which they were filed.
    pieces = [piece for _, piece in sorted(parts)] if len(parts) > 1 else [piece for _, piece in parts]
    if None in pieces:
        return False
    written = (
        f'{{"actor":{encode_basestring(actor)},"filed_at":"{_utc_text(filed_at)}","kind":"{kind}",'
        f'"parts":[{",".join(pieces)}],'  # type: ignore[arg-type]
        f'"reference":{encode_basestring(reference)},"subject":{encode_basestring(subject)}}}'
    ).encode()
    committed = hmac.digest(salt, written, "sha256")
    return bool(manifest == written and hashlib.sha256(b"\x00" + LEAF_PREFIX + committed).digest() == leaf)


def _utc_text(moment: datetime) -> str:
    """A time as a manifest writes it. The driver gives UTC, with or without saying so."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.isoformat(timespec="microseconds") + "Z"


def _written_part(
    name: str,
    media_type: str,
    length: int,
    salt: bytes | None,
    content: bytes | None,
    store: str,
    location: str,
) -> str | None:
    if salt is None or len(salt) != SALT_LENGTH or not _is_part_name(name):
        return None
    if store:
        try:
            size, commitment = commit_pieces(salt, get_store(store).read(location))
        except (FileNotFoundError, SourceError):
            return None
    else:
        size, commitment = len(content or b""), hmac.digest(salt, content or b"", "sha256")
    if size != length:
        return None
    return (
        f'{{"commit":"{b64encode(commitment).decode()}","len":{length},"name":"{name}",'
        f'"type":{encode_basestring(media_type)}}}'
    )


@cache
def _is_kind(kind: str) -> bool:
    try:
        return bool(check_kind(kind))
    except CommitmentError:
        return False


@cache
def _is_part_name(name: str) -> bool:
    try:
        return bool(check_part_name(name))
    except CommitmentError:
        return False
