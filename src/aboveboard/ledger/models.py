"""The ledger's tables. Rows are added and never changed; `guards` makes the database itself refuse it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    _BinaryField = models.BinaryField[Any, Any]
else:
    _BinaryField = models.BinaryField


class BytesField(_BinaryField):
    """Bytes, on every database (PostgreSQL's driver may hand out a memoryview)."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else bytes(value)


class LogState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class KeyStatus(StrEnum):
    CURRENT = "current"
    RETIRED = "retired"
    COMPROMISED = "compromised"


class Log(models.Model):
    """One append-only log. There is one open log; a closed one is kept, with what came after it pointing back.

    Legal states: open, without or with a predecessor; closed.
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
                name="ledger_one_open_log", fields=["state"], condition=Q(state=LogState.OPEN.value)
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
    index of the entry that says why).
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

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="ledger_entry_index", fields=["log", "index"]),
            models.CheckConstraint(name="ledger_entry_index_from_zero", condition=Q(index__gte=0)),
            models.CheckConstraint(
                name="ledger_entry_whole_or_erased",
                condition=Q(manifest__isnull=False, manifest_salt__isnull=False, erased_by_index__isnull=True)
                | Q(
                    manifest__isnull=True,
                    manifest_salt__isnull=True,
                    erased_by_index__gt=F("index"),
                    actor="",
                    subject="",
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

    Legal states: current (no last size); retired; compromised.
    Personal data: none.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="keys")
    verifier_key = models.CharField(max_length=200, unique=True)
    from_size = models.BigIntegerField()
    to_size = models.BigIntegerField(null=True)
    status = models.CharField(max_length=12, default=KeyStatus.CURRENT.value)

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
            models.UniqueConstraint(
                name="ledger_one_current_key", fields=["log"], condition=Q(status=KeyStatus.CURRENT.value)
            ),
        ]

    def __str__(self) -> str:
        return self.verifier_key


class WitnessAnswer(StrEnum):
    """How asking a witness went last. `contradicts`: it remembers another history, or more entries than there are."""

    NOT_ASKED = "not_asked"
    COSIGNED = "cosigned"
    AWAY = "away"
    UNKNOWN_LOG = "unknown_log"
    NOT_SIGNED = "not_signed"
    UNUSABLE = "unusable"
    CONTRADICTS = "contradicts"


class Witness(models.Model):
    """A witness outside the trust that is asked to cosign checkpoints.

    Legal states: asked (`removed_at` null), with a next try after a failure; removed, which stays for its cosignatures.
    Personal data: none; a witness is an office.
    """

    verifier_key = models.CharField(max_length=200, unique=True)
    url = models.CharField(max_length=300, help_text="Where it takes checkpoints: its submission prefix.")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=20, default=WitnessAnswer.NOT_ASKED.value)
    asked_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "witnesses"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ledger_witness_answer", condition=Q(answer__in=[each.value for each in WitnessAnswer])
            )
        ]

    def __str__(self) -> str:
        return self.verifier_key


class WitnessRule(models.Model):
    """How many of the witnesses must cosign for a checkpoint to count as witnessed: none, any, all, or a number.

    Legal states: one row at most, with primary key 1; without it, none.
    Personal data: none.
    """

    needed = models.CharField(max_length=4, default="none")

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="ledger_one_witness_rule", condition=Q(pk=1))]

    def __str__(self) -> str:
        return self.needed


class Verification(models.Model):
    """What one look at the ledger found: at all of it, or (`whole` false) at what came after the last whole look.

    `findings` is a list of [assertion, what, mend], and `finding_count` how many there were in all. `figures` counts
    what was looked at. `months` maps "2026-11" (UTC) to the entries filed in it, of a whole look alone. `places` maps
    each log's id to its size and frontier (hexadecimal): from there the next short look goes on, if this was sound.

    Legal states: sound (no findings); not sound.
    Personal data: none; findings name references and files, never people.
    """

    at = models.DateTimeField()
    seconds = models.FloatField()
    whole = models.BooleanField()
    finding_count = models.PositiveIntegerField()
    findings = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    months = models.JSONField(default=dict)
    places = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(name="ledger_verification_latest", fields=["whole", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.finding_count} findings"
