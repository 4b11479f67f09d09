"""Assertions 2 and 6 for checkpoints: each root is that of the entries, and each signature holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aboveboard.ledger.findings import Findings
from aboveboard.ledger.keys import KeyFileError, key_path, load_key
from aboveboard.ledger.models import (
    Checkpoint,
    Cosignature,
    Head,
    KeyStatus,
    KnownCheckpoint,
    LedgerKey,
    Log,
    LogState,
)
from aboveboard.ledger.pure import checkpoints
from aboveboard.ledger.pure.checkpoints import (
    CheckpointError,
    OpenedCheckpoint,
    open_checkpoint,
    parse_checkpoint,
)
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import Frontier
from aboveboard.ledger.pure.notes import (
    NoteError,
    Signer,
    VerifierKey,
    open_note,
    parse_note,
    parse_verifier_key,
)
from aboveboard.ledger.verifying_logs import check_keys_were_filed, read_links

_LOST = "Entries have been lost or replaced since it was signed: restore a backup that holds them."
_KEY = "Put the ledger's key back from your offline copy."


@dataclass(frozen=True)
class _Key:
    key: VerifierKey
    from_size: int
    to_size: int | None
    compromised_at: datetime | None

    def may_sign(self, size: int) -> bool:
        return self.from_size <= size and (self.to_size is None or size <= self.to_size)


class CheckpointCheck:
    """Checks the stored checkpoints of one log after another, and those given from outside."""

    def __init__(self, findings: Findings, logs: Sequence[Log], external: Sequence[bytes]) -> None:
        self._findings = findings
        self._keys = {log.pk: self._read_keys(log) for log in logs}
        self._outside: dict[int, list[checkpoints.Checkpoint]] = {log.pk: [] for log in logs}
        self._log: Log | None = None
        self._stored: dict[int, Checkpoint] = {}
        self._links = read_links(logs, findings)
        filed = [note for link in self._links.values() for note in link.notes]
        known = [each.note.encode() for each in KnownCheckpoint.objects.order_by("pk")]
        for note in dict.fromkeys([*external, *filed, *known]):
            # What we took in ourselves counted when we did, whatever has become of its key since.
            self._sort_in(note, logs, taken_in=note not in external)

    @property
    def lost(self) -> int:
        """How many entries the logs themselves say were lost when a backup was restored."""
        return sum(link.lost for link in self._links.values())

    def begin(self, log: Log) -> None:
        self._log = log
        if log.state != LogState.CLOSED.value:
            self._check_key_file(log)
        check_keys_were_filed(log, self._findings)

    def sizes_between(self, start: int, end: int) -> list[int]:
        """The sizes above `start` and up to `end` at which `compare` has something to do, in order."""
        found = Checkpoint.objects.filter(log=self._log, size__gt=start, size__lte=end)
        self._stored = {
            checkpoint.size: checkpoint
            for checkpoint in found.select_related("log").prefetch_related("cosignatures")
        }
        outside = {each.size for each in self._of_log() if start < each.size <= end}
        return sorted(self._stored.keys() | outside)

    def compare(self, frontier: Frontier) -> None:
        """Compares whatever was signed at this size with what the entries give."""
        root = frontier.root()
        stored = self._stored.get(frontier.size)
        if stored is not None:
            if stored.root != root:
                self._findings.add(2, f"The checkpoint of {stored} has another root than its entries.", _LOST)
            self._check_signatures(stored)
        for outside in self._of_log():
            if outside.size == frontier.size and outside.root != root:
                self._findings.add(
                    2,
                    f"The checkpoint from outside of size {outside.size} has another root than the entries.",
                    _LOST,
                )

    def finish_batch(self) -> int:
        """How many stored checkpoints this batch held."""
        count, self._stored = len(self._stored), {}
        return count

    def check_beyond(self, log: Log) -> None:
        """No checkpoint is larger than the head, which is read last: an append meanwhile is no finding."""
        largest = Checkpoint.objects.filter(log=log).order_by("-size").first()
        size = Head.objects.get(log=log).size
        if largest is not None and largest.size > size:
            self._findings.add(
                6, f"A checkpoint of size {largest.size} was signed, and {log} ends at {size}.", _LOST
            )
        for outside in self._of_log():
            link = self._links.get(log.pk)
            if outside.size > size and not (link is not None and link.admits(outside)):
                self._findings.add(
                    6,
                    f"The checkpoint from outside is of size {outside.size}, and {log} ends at {size}.",
                    _LOST,
                )

    def _of_log(self) -> list[checkpoints.Checkpoint]:
        return [] if self._log is None else self._outside[self._log.pk]

    def _read_keys(self, log: Log) -> list[_Key]:
        found = []
        for row in LedgerKey.objects.filter(log=log):
            try:
                key = parse_verifier_key(row.verifier_key)
                found.append(_Key(key, row.from_size, row.to_size, row.compromised_at))
            except NoteError as refused:
                self._findings.add(6, f"A key of {log} cannot be read. {refused}")
        return found

    def _check_key_file(self, log: Log) -> None:
        """Whoever replaces the keys in the database and signs everything anew does not have this file."""
        current = LedgerKey.objects.filter(log=log, status=KeyStatus.CURRENT.value).first()
        if current is None:
            return
        try:
            ours = str(Signer(log.origin, load_key(key_path())).key)
        except KeyFileError as refused:
            self._findings.add(6, f"The ledger's own key cannot be used. {refused}", _KEY)
            return
        if ours != current.verifier_key:
            self._findings.add(6, f"{log} is signed with another key than the one in {key_path()}.", _KEY)

    def _check_signatures(self, stored: Checkpoint) -> None:
        keys = [each.key for each in self._keys[stored.log_id] if each.may_sign(stored.size)]
        try:
            opened = open_checkpoint(stored.note.encode(), keys)
            # At the one size at which two keys may sign, the first after a rotation, both have.
            if {each.key for each in opened.note.verified} != set(keys):
                self._findings.add(
                    6, f"The checkpoint of {stored} lacks the signature of a key that signed then."
                )
            if opened.checkpoint != checkpoints.Checkpoint(stored.log.origin, stored.size, stored.root):
                self._findings.add(6, f"What was signed for {stored} is not what is stored beside it.")
            for cosignature in stored.cosignatures.all():
                witness = parse_verifier_key(cosignature.witness)
                note = f"{stored.body}\n{cosignature.line}\n"
                seconds = open_note(note.encode(), [witness]).verified[0].seconds
                if seconds != int(cosignature.time.timestamp()):
                    self._findings.add(
                        6, f"The time of a witness's signature on {stored} is not what it signed."
                    )
        except LedgerError as refused:
            self._findings.add(6, f"A signature on the checkpoint of {stored} does not hold. {refused}")

    def _check_still_counts(self, opened: OpenedCheckpoint, log: Log) -> None:
        """A key in other hands can sign any history: only a witness of ours who saw it before makes it count."""
        signed = {each.key for each in opened.note.verified}
        keys = [each for each in self._keys[log.pk] if each.key in signed]
        since = min((each.compromised_at for each in keys if each.compromised_at), default=None)
        if since is None or any(each.compromised_at is None for each in keys):
            return
        seen = Cosignature.objects.filter(
            checkpoint__log=log,
            checkpoint__size=opened.checkpoint.size,
            checkpoint__root=opened.checkpoint.root,
            time__lt=since,
        )
        if not seen.exists():
            raise CheckpointError(
                f"It was signed with a key that may have been in other hands since {since:%-d %B %Y}, and no witness "
                "saw it before."
            )

    def _sort_in(self, note: bytes, logs: Sequence[Log], *, taken_in: bool) -> None:
        try:
            origin = parse_checkpoint(parse_note(note).text).origin
            log = next((log for log in logs if log.origin == origin), None)
            if log is None:
                raise CheckpointError(f"It is of another ledger, {origin}.")
            opened = open_checkpoint(note, [each.key for each in self._keys[log.pk]])
            if not taken_in:
                self._check_still_counts(opened, log)
        except LedgerError as refused:
            self._findings.add(
                6, f"A checkpoint from outside cannot be used. {refused}", "Check that it is the right file."
            )
            return
        self._outside[log.pk].append(opened.checkpoint)
