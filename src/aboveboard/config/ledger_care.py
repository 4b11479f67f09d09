"""What `aboveboard ledger ...` does and says. Each function returns the words to print, or raises `CommandError`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.core.management import CommandError

from aboveboard.journeys.selectors.due_records import held_among
from aboveboard.ledger import erasing, rotating, successors
from aboveboard.ledger.filing import filing
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.receipts import policy_of
from aboveboard.ledger.tree import get_last_log
from aboveboard.rules.actor import SystemActor
from aboveboard.rules.retention import RetentionRule
from aboveboard.web import clock

Ask = Callable[[str], bool]
Write = Callable[[str], object]

TERMINAL = SystemActor("terminal")
"""Who does what is done from a terminal: an administrator of the machine, whom the service cannot tell from another."""

_COMPARE = "Tell whoever compares it (your union, the auditor) the new fingerprint, by another way than this service."
_BACK_UP = "Now copy the key to somewhere offline, then run `aboveboard ledger key backed-up`."


def erase(
    references: Sequence[str], *, rule: RetentionRule, reason: str, dry_run: bool, ask: Ask, write: Write
) -> str:
    """Show what would go, ask, and erase it."""
    with _refusals():
        found = erasing.list_to_erase(references)
        for entry in found:
            write(f"{entry.reference}  {entry.filed_at:%-d %B %Y}  {entry.kind}  ({entry.parts} files)")
        if held_among([each for entry in found for each in (entry.subject, entry.reference)]):
            raise CommandError(
                "Some of it is kept longer, by trust HR or the data protection officer. Nothing has been erased."
            )
        if dry_run:
            return f"{len(found)} entries would be erased. Nothing has been erased."
        if not reason.strip():
            raise CommandError("Say why, with --reason. It is kept for good, so name nobody.")
        if not ask(found[0].reference):
            raise CommandError("Nothing has been erased.")
        with filing(actor=TERMINAL, now=clock.now()) as current:
            filed = erasing.erase(
                filing=current,
                references=[entry.reference for entry in found],
                rule=rule.value,
                reason=reason.strip(),
            )
        erasing.destroy_what_is_left()
    return (
        f"{len(found)} entries erased; {filed.reference} says so. Receipts that people hold, mail, and backups until "
        "they are thrown away still have what was in them."
    )


def finish_erasing() -> str:
    """Destroy what a crash has left."""
    with _refusals():
        destroyed = erasing.destroy_what_is_left()
    return f"{destroyed} files destroyed." if destroyed else "Nothing was left to destroy."


def close(origin: str, *, ask: Ask, write: Write) -> str:
    """Close the log and open the next."""
    last = get_last_log()
    if last is not None:
        write(f"This closes {last.origin} for good. Receipts of it stay good.")
    if not ask("close"):
        raise CommandError("Nothing has been closed.")
    with _refusals():
        done = successors.close_log(actor=TERMINAL, now=clock.now(), origin=origin)
    lost = (
        f" {done.lost} entries that are known outside are missing from it; whoever filed them has their receipts."
        if done.lost
        else ""
    )
    return f"{done.closed} is closed at {done.size} entries.{lost} {done.opened} is open and says so."


def add_known_checkpoint(file: Path) -> str:
    """Take in a checkpoint from outside."""
    try:
        note = file.read_bytes()
    except OSError as refused:
        raise CommandError(f"{file} cannot be read: {refused.strerror}.") from None
    with _refusals():
        known = successors.add_known_checkpoint(actor=TERMINAL, now=clock.now(), note=note)
    if known.agrees:
        return f"{known.origin} contains these {known.size} entries. Nothing else is to be done."
    return (
        f"{known.origin} has {known.head_size} entries and does not contain the {known.size} of this checkpoint. "
        "Nothing is filed or signed until you run `aboveboard ledger close`, which opens a new ledger after it. If a "
        "newer backup holds them, restore that one instead."
    )


def show_keys() -> str:
    """Every key with its fingerprint."""
    keys = rotating.list_keys()
    if not keys:
        return "There is no key yet: it is made with the first receipt."
    return "\n\n".join(_describe(key) for key in keys)


def show_policy() -> str:
    """The policy file of the log that is filed into."""
    last = get_last_log()
    if last is None:
        raise CommandError("Nothing has been filed in this ledger yet.")
    with _refusals():
        return str(policy_of(last))


def rotate(*, ask: Ask, write: Write) -> str:
    """Replace the key."""
    write(
        "From now on a new key signs. The old one signs one checkpoint more, beside it, and is then destroyed here."
    )
    if not ask("rotate"):
        raise CommandError("The key is still the same.")
    with _refusals():
        rotating.rotate_key(actor=TERMINAL, now=clock.now())
    return f"{show_keys()}\n\n{_BACK_UP}\n{_COMPARE}"


def report_compromised(since: datetime, verifier_key: str, *, ask: Ask, write: Write) -> str:
    """Replace a key that may be in other hands, and say since when."""
    write(
        "What this key signed will count only if a witness saw it before that time. This cannot be taken back."
    )
    if not ask("compromised"):
        raise CommandError("The key is still the same.")
    with _refusals():
        rotating.report_compromised(actor=TERMINAL, now=clock.now(), since=since, verifier_key=verifier_key)
    return f"{show_keys()}\n\n{_BACK_UP}\n{_COMPARE} Give them the new policy file too: `aboveboard ledger key policy`."


def record_backup() -> str:
    """Note that the key's copy lies offline."""
    with _refusals():
        key = rotating.record_backup(now=clock.now())
    return f"Noted: a copy of the key {key.fingerprint} lies offline."


def _describe(key: rotating.KeyOnShow) -> str:
    signs = f"entries from {key.from_size}" + ("" if key.to_size is None else f" to {key.to_size}")
    lines = [
        f"Ledger:       {key.log}",
        f"Fingerprint:  {key.fingerprint}",
        f"Key:          {key.verifier_key}",
        f"Status:       {key.status}, {signs}",
    ]
    if key.compromised_at is not None:
        lines.append(f"In other hands, it may be, since {key.compromised_at:%-d %B %Y %H:%M} UTC")
    if key.is_current:
        copied = f"{key.backed_up_at:%-d %B %Y}" if key.backed_up_at else "not yet"
        lines.append(f"Copy offline: {copied}")
    return "\n".join(lines)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except LedgerError as refused:
        raise CommandError(str(refused)) from refused
