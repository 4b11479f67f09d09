"""The ledger's tables. Rows are added and never changed; `guards` makes the database itself refuse it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Case, F, Q, When

if TYPE_CHECKING:
    _BinaryField = models.BinaryField[Any, Any]
else:
    _BinaryField = models.BinaryField


class BytesField(_BinaryField):
    """Bytes, on every database (PostgreSQL's driver may hand out a memoryview)."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else bytes(value)


class LogState(StrEnum):
    """`stopped`: nothing is filed or signed, because a history that is known outside may be missing here."""

    OPEN = "open"
    STOPPED = "stopped"
    CLOSED = "closed"


class KeyStatus(StrEnum):
    CURRENT = "current"
    RETIRED = "retired"
    COMPROMISED = "compromised"


class Log(models.Model):
    """One append-only log. One is open or stopped; a closed one is kept, with what came after it pointing back.

    Legal states: open <-> stopped, without or with a predecessor; closed, from either, for good.
    Personal data: none.
    """

    origin = models.CharField(max_length=100, unique=True, help_text="The log's name in its checkpoints.")
    state = models.CharField(max_length=10, default=LogState.OPEN.value)
    predecessor = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ledger_log_state", condition=Q(state__in=[each.value for each in LogState])
            ),
            models.UniqueConstraint(
                Case(When(state=LogState.CLOSED.value, then=None), default=1),
                name="ledger_one_log_not_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.origin


class Head(models.Model):
    """The end of a log: its size, and the frontier that the next leaf is added to. Locked by whoever appends.

    Legal states: the frontier has 32 bytes for each 1 in the binary size.
    Personal data: none.
    """

    log = models.OneToOneField(Log, primary_key=True, on_delete=models.PROTECT)
    size = models.BigIntegerField(default=0)
    frontier = BytesField(default=b"")

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="ledger_head_size", condition=Q(size__gte=0))]

    def __str__(self) -> str:
        return f"{self.log} at {self.size}"


class Entry(models.Model):
    """One leaf of the tree: something that was filed.

    Legal states: whole (manifest and salt present); erased (manifest, salt, actor and subject gone, with the
    index of the entry that says why, and its log if that is a later one).
    Personal data: opaque references of who filed it and whom it is about, and times; kept as the record it belongs
    to, then erased. The leaf hash says nothing of anybody.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="entries")
    index = models.BigIntegerField()
    reference = models.CharField(max_length=40, unique=True, help_text="As printed on the document. Random.")
    leaf_hash = BytesField()
    kind = models.CharField(max_length=100)
    filed_at = models.DateTimeField()
    actor = models.CharField(max_length=100, blank=True)
    subject = models.CharField(max_length=100, blank=True, db_index=True)
    manifest = BytesField(null=True)
    manifest_salt = BytesField(null=True)
    erased_by_index = models.BigIntegerField(null=True, help_text="The entry that records the erasure.")
    erased_by_log = models.ForeignKey(
        Log, null=True, on_delete=models.PROTECT, related_name="+", help_text="Its log, if it is a later one."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="ledger_entry_index", fields=["log", "index"]),
            models.CheckConstraint(name="ledger_entry_index_from_zero", condition=Q(index__gte=0)),
            models.CheckConstraint(
                name="ledger_entry_whole_or_erased",
                condition=Q(
                    manifest__isnull=False,
                    manifest_salt__isnull=False,
                    erased_by_index__isnull=True,
                    erased_by_log__isnull=True,
                )
                | (
                    Q(manifest__isnull=True, manifest_salt__isnull=True, actor="", subject="")
                    & (
                        Q(erased_by_log__isnull=True, erased_by_index__gt=F("index"))
                        | Q(erased_by_log__isnull=False, erased_by_index__gte=0)
                    )
                ),
            ),
        ]
        indexes: ClassVar = [models.Index(name="ledger_entry_kind", fields=["kind", "index"])]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return self.reference


class FiledPart(models.Model):
    """One file of an entry: its bytes here, or where a part store keeps them.

    Legal states: here (content and salt); elsewhere (store, location and salt); erased (no content, location or
    salt, and when).
    Personal data: whatever was filed, in `content`; kept as the record it belongs to, then erased.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="parts")
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=100)
    length = models.BigIntegerField(help_text="In bytes.")
    salt = BytesField(null=True)
    content = BytesField(null=True)
    store = models.CharField(max_length=50, blank=True, help_text="Which part store keeps it; empty if here.")
    location = models.CharField(max_length=200, blank=True, help_text="Where that store keeps it.")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_part"
        constraints: ClassVar = [
            models.UniqueConstraint(name="ledger_part_name", fields=["entry", "name"]),
            models.CheckConstraint(
                name="ledger_part_here_elsewhere_or_erased",
                condition=Q(
                    erased_at__isnull=True, salt__isnull=False, content__isnull=False, store="", location=""
                )
                | (
                    Q(erased_at__isnull=True, salt__isnull=False, content__isnull=True)
                    & ~Q(store="")
                    & ~Q(location="")
                )
                | Q(erased_at__isnull=False, salt__isnull=True, content__isnull=True, location=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Node(models.Model):
    """The root of a perfect subtree, at levels 4, 8, 12, ...; those between are rebuilt when they are needed.

    Legal states: one.
    Personal data: none.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="+")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = BytesField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="ledger_node_place", fields=["log", "level", "index"])
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """A state of a log that was signed. A second root at one size is refused by the database.

    Legal states: one.
    Personal data: none.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="checkpoints")
    size = models.BigIntegerField()
    root = BytesField()
    body = models.TextField(help_text="The signed text.")
    signatures = models.TextField(help_text="The log's own signature lines.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="ledger_checkpoint_size", fields=["log", "size"]),
            models.CheckConstraint(name="ledger_checkpoint_not_empty", condition=Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.log} at {self.size}"

    @property
    def note(self) -> str:
        """The checkpoint as it is given out: the text, a blank line, and the log's signatures."""
        return f"{self.body}\n{self.signatures}"


class Cosignature(models.Model):
    """The word of a witness outside the trust that it saw a checkpoint.

    Legal states: one.
    Personal data: none.
    """

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200, help_text="The witness's verifier key.")
    line = models.TextField(help_text="Its signature line.")
    time = models.DateTimeField(help_text="When the witness says that it signed.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="ledger_cosignature_witness", fields=["checkpoint", "witness"])
        ]

    def __str__(self) -> str:
        return self.witness


class LedgerKey(models.Model):
    """A public key that checkpoints are signed with, and from which size to which. Private keys are never here.

    Legal states: current (no last size); retired, without a last size until it has signed beside its successor;
    compromised (with the time before which a witness must have seen what it signed).
    Personal data: none.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="keys")
    verifier_key = models.CharField(max_length=200, unique=True)
    from_size = models.BigIntegerField()
    to_size = models.BigIntegerField(null=True)
    status = models.CharField(max_length=12, default=KeyStatus.CURRENT.value)
    compromised_at = models.DateTimeField(null=True)
    backed_up_at = models.DateTimeField(null=True, help_text="When somebody said that a copy lies offline.")

    class Meta:
        db_table = "ledger_key"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ledger_key_status", condition=Q(status__in=[each.value for each in KeyStatus])
            ),
            models.CheckConstraint(
                name="ledger_key_current_has_no_end",
                condition=~Q(status=KeyStatus.CURRENT.value) | Q(to_size__isnull=True),
            ),
            models.CheckConstraint(
                name="ledger_key_compromised_at",
                condition=Q(
                    status=KeyStatus.COMPROMISED.value, compromised_at__isnull=False, to_size__isnull=False
                )
                | (~Q(status=KeyStatus.COMPROMISED.value) & Q(compromised_at__isnull=True)),
            ),
            models.UniqueConstraint(
                name="ledger_one_current_key", fields=["log"], condition=Q(status=KeyStatus.CURRENT.value)
            ),
        ]

    def __str__(self) -> str:
        return self.verifier_key


class KnownCheckpoint(models.Model):
    """A checkpoint that somebody outside holds, brought back here: what is signed from now on must contain it.

    Legal states: one.
    Personal data: none.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="known_checkpoints")
    size = models.BigIntegerField()
    root = BytesField()
    note = models.TextField(help_text="As it was brought, word for word.")
    known_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="ledger_known_once", fields=["log", "size", "root"]),
            models.CheckConstraint(name="ledger_known_not_empty", condition=Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.log} at {self.size}, from outside"


class LeftToDestroy(models.Model):
    """Bytes in a part store whose part has been erased: they are destroyed after the commit, and then this row goes.

    Legal states: one.
    Personal data: where somebody's file still lies; gone within a day.
    """

    store = models.CharField(max_length=50)
    location = models.CharField(max_length=200)
    since_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_left_to_destroy"
        constraints: ClassVar = [
            models.UniqueConstraint(name="ledger_left_once", fields=["store", "location"])
        ]
        verbose_name_plural = "left to destroy"

    def __str__(self) -> str:
        return f"{self.store}: {self.location}"
