"""The witnesses that a trust has chosen, and how many of them must cosign.

Does no access checks and files nothing: the room that lets somebody choose does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from aboveboard.ledger.models import Checkpoint, Cosignature, Log, Witness, WitnessAnswer, WitnessRule
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.notes import COSIGNATURE, VerifierKey, parse_verifier_key
from aboveboard.ledger.pure.policies import NO_QUORUM, Group
from aboveboard.ledger.pure.witnessing import ADD_CHECKPOINT

__all__ = [
    "ChosenWitness",
    "Quorum",
    "WitnessAnswer",
    "WitnessError",
    "add_witness",
    "find_witnessed",
    "get_quorum",
    "get_rule",
    "list_witnesses",
    "remove_witness",
    "set_rule",
]

MOST_WITNESSES = 10
ANY, ALL = "any", "all"
GROUP_NAME = "witnesses"


class WitnessError(LedgerError):
    """Witnesses cannot be chosen like this; the message says how to mend it."""


@dataclass(frozen=True, slots=True)
class ChosenWitness:
    """A witness as it is asked, and how that went last. `size` is the largest checkpoint that it cosigned, or 0."""

    id: int
    key: VerifierKey
    url: str
    answer: WitnessAnswer
    asked_at: datetime | None
    next_try_at: datetime | None
    size: int
    cosigned_at: datetime | None


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whose cosignatures count, and how many of them are needed: 0 when none are asked for."""

    keys: tuple[VerifierKey, ...]
    needed: int

    @property
    def group(self) -> Group | None:
        """The same for a policy; None when there are no witnesses."""
        if not self.keys:
            return None
        return Group(max(1, self.needed), tuple(key.name for key in self.keys))


def list_witnesses() -> tuple[ChosenWitness, ...]:
    """Those that are asked, in the order in which they were chosen. Three queries at most."""
    rows = list(Witness.objects.filter(removed_at__isnull=True).order_by("pk"))
    latest: dict[str, tuple[int, datetime]] = {}
    of_ours = Cosignature.objects.filter(witness__in=[row.verifier_key for row in rows])
    newest = of_ours.filter(witness=OuterRef("witness")).order_by("-checkpoint__size").values("pk")[:1]
    for found in of_ours.filter(pk=Subquery(newest)).select_related("checkpoint"):
        latest[found.witness] = (found.checkpoint.size, found.time)
    return tuple(
        ChosenWitness(
            id=row.pk,
            key=parse_verifier_key(row.verifier_key),
            url=row.url,
            answer=WitnessAnswer(row.answer),
            asked_at=row.asked_at,
            next_try_at=row.next_try_at,
            size=latest.get(row.verifier_key, (0, None))[0],
            cosigned_at=latest.get(row.verifier_key, (0, None))[1],
        )
        for row in rows
    )


def add_witness(*, verifier_key: str, url: str, now: datetime) -> VerifierKey:
    """Ask this witness from now on. Raises `WitnessError`, or `NoteError` for what is no verifier key."""
    key = parse_verifier_key(verifier_key.strip())
    if key.kind is not COSIGNATURE:
        raise WitnessError(
            "This is not the key of a witness: those that sign checkpoints begin with B after the +."
        )
    if key.name in (NO_QUORUM, GROUP_NAME):
        raise WitnessError(f"A witness cannot be called {key.name}. Ask its operator for another name.")
    asked = list_witnesses()
    if any(other.key.name == key.name or other.key.public_key == key.public_key for other in asked):
        raise WitnessError(f"A witness with this name or key is asked already: {key.name}.")
    if len(asked) >= MOST_WITNESSES:
        raise WitnessError(f"No more than {MOST_WITNESSES} witnesses are asked. Remove one first.")
    Witness.objects.update_or_create(
        verifier_key=str(key),
        defaults={
            "url": check_url(url),
            "added_at": now,
            "removed_at": None,
            "answer": WitnessAnswer.NOT_ASKED.value,
            "asked_at": None,
            "failures": 0,
            "next_try_at": None,
        },
    )
    return key


def remove_witness(*, witness_id: int, now: datetime) -> VerifierKey | None:
    """Ask this witness no longer; what it cosigned stays. None if it is not asked. Raises `WitnessError`."""
    row = Witness.objects.filter(pk=witness_id, removed_at__isnull=True).first()
    if row is None:
        return None
    rule, left = get_rule(), Witness.objects.filter(removed_at__isnull=True).count() - 1
    if rule != NO_QUORUM and _needed(rule, left) > left:
        raise WitnessError(
            f"{rule.capitalize()} must sign, and {left} would be left. Change how many must sign first."
        )
    Witness.objects.filter(pk=row.pk).update(removed_at=now)
    return parse_verifier_key(row.verifier_key)


def get_rule() -> str:
    """How many must cosign: none, any, all, or a number."""
    return WitnessRule.objects.values_list("needed", flat=True).first() or NO_QUORUM


def set_rule(needed: str) -> None:
    """Raises `WitnessError` for what the witnesses there are cannot meet."""
    asked = Witness.objects.filter(removed_at__isnull=True).count()
    plain = needed in (NO_QUORUM, ANY, ALL) or (needed.isascii() and needed.isdigit() and len(needed) < 4)
    if not plain or (needed != NO_QUORUM and not 1 <= _needed(needed, asked) <= asked):
        raise WitnessError("No more can be asked to sign than there are witnesses. Add a witness first.")
    WitnessRule.objects.update_or_create(pk=1, defaults={"needed": needed})


def get_quorum() -> Quorum:
    """Whose cosignatures count, and how many are needed."""
    rows = Witness.objects.filter(removed_at__isnull=True).order_by("pk")
    keys = tuple(parse_verifier_key(key) for key in rows.values_list("verifier_key", flat=True))
    return Quorum(keys, _needed(get_rule(), len(keys)) if keys else 0)


def find_witnessed(log: Log, index: int, quorum: Quorum) -> Checkpoint | None:
    """The first checkpoint that covers the entry and has cosignatures enough: one, where no number is asked for."""
    if not quorum.keys:
        return None
    cosigned = (
        Cosignature.objects.filter(checkpoint=OuterRef("pk"), witness__in=[str(key) for key in quorum.keys])
        .order_by()
        .values("checkpoint")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return (
        Checkpoint.objects.filter(log=log, size__gt=index)
        .annotate(cosigned=Coalesce(Subquery(cosigned, output_field=IntegerField()), 0))
        .filter(cosigned__gte=max(1, quorum.needed))
        .order_by("size")
        .first()
    )


def check_url(url: str) -> str:
    """The submission prefix without a slash at its end. Raises `WitnessError`."""
    clean = url.strip()
    try:
        parts = urlsplit(clean)
        whole = parts.scheme in ("https", "http") and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    # A name and password, a query or a fragment have no place in it, and white space or other scripts no meaning.
    if not whole or not clean.isascii() or any(each <= " " or each in "@?#" for each in clean):
        raise WitnessError("Enter the witness's address in full, like https://witness.example.org")
    return clean.rstrip("/").removesuffix(ADD_CHECKPOINT)


def _needed(rule: str, asked: int) -> int:
    plain = {NO_QUORUM: 0, ANY: 1, ALL: max(1, asked)}
    return plain[rule] if rule in plain else int(rule)
