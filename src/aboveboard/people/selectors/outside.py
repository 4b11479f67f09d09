"""Who outside the trust gets checkpoints and cosigns them, and how that goes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from aboveboard.ledger.publishing import PublishedCheckpoint, get_latest_checkpoint
from aboveboard.ledger.witnesses import ChosenWitness, WitnessAnswer, get_rule, list_witnesses
from aboveboard.notices.selectors.letters import LastLetter, get_last_letters
from aboveboard.people.models import CheckpointAddress, RecordedDecision
from aboveboard.rules.actor import Actor
from aboveboard.rules.administration import may_administer
from aboveboard.rules.errors import NotFound, require


@dataclass(frozen=True, slots=True)
class AddressRow:
    """Somebody on the list, and the last letter to them; None before the first. `size` is of the checkpoint in it."""

    id: int
    name: str
    address: str
    size: int | None
    last: LastLetter | None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One change of these settings, as it was filed."""

    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Outside:
    """Everything on the page. `latest` is None before anything has been filed."""

    latest: PublishedCheckpoint | None
    addresses: tuple[AddressRow, ...]
    witnesses: tuple[ChosenWitness, ...]
    needed: str
    needed_words: str
    history: tuple[DecisionRow, ...]


def get_outside(*, actor: Actor, letter: str, kinds: Collection[str]) -> Outside:
    """The page's content. `letter` is the kind of letter that is counted, `kinds` those of the history.

    Raises NotAllowed.
    """
    require(may_administer(actor))
    rows = list(CheckpointAddress.objects.all())
    last = get_last_letters(actor, kind=letter, addresses=[row.address for row in rows])
    changes = RecordedDecision.objects.filter(kind__in=kinds).select_related("by")[:20]
    needed = get_rule()
    return Outside(
        latest=get_latest_checkpoint(),
        addresses=tuple(
            AddressRow(row.pk, row.name, row.address, row.last_size, last.get(row.address)) for row in rows
        ),
        witnesses=list_witnesses(),
        needed=needed,
        needed_words=needed_in_words(needed),
        history=tuple(DecisionRow(change.at, str(change.by or ""), change.words) for change in changes),
    )


def needed_in_words(needed: str) -> str:
    """How many witnesses must sign, as it is read: "any one of them", "2 of them"."""
    plain = {"none": "none of them", "any": "any one of them", "all": "all of them"}
    return plain.get(needed, f"{needed} of them")


def get_address(*, actor: Actor, address_id: int) -> tuple[str, str]:
    """Name and address of somebody on the list. Raises NotAllowed, NotFound."""
    require(may_administer(actor))
    row = CheckpointAddress.objects.filter(pk=address_id).first()
    if row is None:
        raise NotFound
    return row.name, row.address


def get_witness(*, actor: Actor, witness_id: int) -> ChosenWitness:
    """One of the witnesses that are asked. Raises NotAllowed, NotFound."""
    require(may_administer(actor))
    for witness in list_witnesses():
        if witness.id == witness_id:
            return witness
    raise NotFound


def list_contradicting_witnesses() -> tuple[str, ...]:
    """The names of witnesses that remember another history than ours, or more of it."""
    return tuple(
        witness.key.name for witness in list_witnesses() if witness.answer is WitnessAnswer.CONTRADICTS
    )
