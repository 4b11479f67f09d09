"""What somebody with full write access to the database may try, and what finds it out.

docs/explanation/tampering.md is made from this table; test_attacks.py holds that it is true. The ledger attacked has
forty entries, and was signed at 3, 20 and 40; the checkpoint that somebody keeps outside is the one of 40.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.ledger.conftest import Notes
from tests.ledger.rebuilding import cut_to, delete_entries, forget_checkpoints, rebuild_tree, refile
from tests.ledger.tampering import behind_the_guards

from aboveboard.ledger import sources
from aboveboard.ledger.models import Checkpoint, Entry, FiledPart, Head, LedgerKey
from aboveboard.ledger.pure.checkpoints import Checkpoint as SignedState
from aboveboard.ledger.pure.notes import Signer, sign_note
from aboveboard.ledger.receipts import sign_head
from aboveboard.ledger.tree import frontier_of

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Attack:
    """`alone`: found by `verify` without any checkpoint; `own`: with those that are left in the database; `outside`:
    with one from outside, when those in the database are gone."""

    words: str
    do: Callable[[], object]
    alone: bool
    own: bool
    outside: bool


def edit_content() -> None:
    with behind_the_guards():
        FiledPart.objects.filter(entry__index=5).update(content=b"other")


def backdate() -> None:
    with behind_the_guards():
        Entry.objects.filter(index=5).update(filed_at=NOW - timedelta(days=30))


def edit_leaf() -> None:
    with behind_the_guards():
        Entry.objects.filter(index=5).update(leaf_hash=bytes(32))


def swap() -> None:
    with behind_the_guards():
        first, second = Entry.objects.filter(index__in=[8, 9]).order_by("index")
        for index, entry in [(99, first), (8, second), (9, first)]:
            Entry.objects.filter(pk=entry.pk).update(index=index)


def swap_and_rebuild() -> None:
    swap()
    rebuild_tree()


def destroy_content() -> None:
    FiledPart.objects.filter(entry__index=5).update(salt=None, content=None, erased_at=NOW)


def insert_entry() -> None:
    copy = Entry.objects.get(index=39)
    copy.pk, copy.index, copy.reference = None, 40, "AB-0000-0000-0000"
    copy.save(force_insert=True)


def insert_record() -> None:
    references = list(Entry.objects.values_list("reference", flat=True))
    sources.register_source(Notes([*references, "AB-0000-0000-0000"]))


def delete_record() -> None:
    references = list(Entry.objects.values_list("reference", flat=True))
    sources.register_source(Notes(references[1:]))


def truncate() -> None:
    delete_entries(30, 39)
    rebuild_tree()


def truncate_with_checkpoints() -> None:
    delete_entries(30, 39)
    forget_checkpoints(above=30)
    rebuild_tree()


def edit_and_rebuild() -> None:
    refile(5, b"other")
    rebuild_tree()


def rebuild_with_another_key() -> None:
    edit_and_rebuild()
    forget_checkpoints()
    head = Head.objects.select_related("log").get()
    signer = Signer(head.log.origin, Ed25519PrivateKey.generate())
    LedgerKey.objects.update(verifier_key=str(signer.key))
    root = frontier_of(head).root()
    body = SignedState(head.log.origin, head.size, root).body()
    signatures = sign_note(body, [signer]).rpartition("\n\n")[2]
    Checkpoint.objects.create(log=head.log, size=head.size, root=root, body=body, signatures=signatures)


def rebuild_with_the_key() -> None:
    edit_and_rebuild()
    forget_checkpoints()
    sign_head()


def restore_old_backup() -> None:
    cut_to(20)


def restore_old_backup_and_go_on() -> None:
    from tests.ledger.test_filing import file_some

    cut_to(20)
    file_some(30, NOW)
    sign_head()


ATTACKS: tuple[Attack, ...] = (
    Attack("Change what a filed document says", edit_content, True, True, True),
    Attack("Give an entry an earlier date", backdate, True, True, True),
    Attack("Destroy what was filed, without an entry that says why", destroy_content, True, True, True),
    Attack("Change a leaf of the tree", edit_leaf, True, True, True),
    Attack("Take an entry out", lambda: delete_entries(7, 7), True, True, True),
    Attack("Swap two entries", swap, True, True, True),
    Attack("Put an entry in that was never appended", insert_entry, True, True, True),
    Attack("Put a record in beside the ledger", insert_record, True, True, True),
    Attack("Take a record out and leave its entry", delete_record, True, True, True),
    Attack("Swap two entries, and make the tree anew", swap_and_rebuild, False, True, True),
    Attack("Change a document and its leaf, and make the tree anew", edit_and_rebuild, False, True, True),
    Attack("Cut off the last entries, and make the tree anew", truncate, False, True, True),
    Attack("The same, and delete the checkpoints beyond", truncate_with_checkpoints, False, False, True),
    Attack(
        "Make everything anew, and sign it with a key of their own",
        rebuild_with_another_key,
        True,
        True,
        True,
    ),
    Attack(
        "Make everything anew, and sign it with the ledger's stolen key",
        rebuild_with_the_key,
        False,
        False,
        True,
    ),
    Attack("Restore an old backup, and say nothing", restore_old_backup, False, False, True),
    Attack(
        "Restore an old backup, and file on past what was lost",
        restore_old_backup_and_go_on,
        False,
        False,
        True,
    ),
)
