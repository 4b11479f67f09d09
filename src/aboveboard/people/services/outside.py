"""Choosing who outside the trust is sent checkpoints, and who cosigns them: with a reason, and filed."""

from __future__ import annotations

from datetime import datetime

from aboveboard.ledger.asking_witnesses import ask_again_soon
from aboveboard.ledger.filing import Filed, filing
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.witnesses import add_witness, get_rule, remove_witness, set_rule
from aboveboard.people.models import CheckpointAddress
from aboveboard.people.selectors.outside import needed_in_words
from aboveboard.people.services.checkpoint_letters import write_farewell
from aboveboard.people.services.decisions import (
    CHECKPOINT_ADDRESS_ADDED,
    CHECKPOINT_ADDRESS_REMOVED,
    WITNESS_ADDED,
    WITNESS_REMOVED,
    WITNESSES_NEEDED,
    record_decision,
)
from aboveboard.rules.actor import Actor
from aboveboard.rules.administration import may_administer
from aboveboard.rules.errors import NotFound, WrongState, require

MOST_ADDRESSES = 20


def add_checkpoint_address(*, actor: Actor, now: datetime, name: str, address: str, reason: str) -> Filed:
    """Send checkpoints there from the next morning on. Raises NotAllowed, or WrongState with what to mend.

    What is filed names the addressee, who is outside and has no reference here; it is erased as every entry is.
    """
    require(may_administer(actor))
    name, address, reason = " ".join(name.split()), address.strip(), _reason(reason)
    if not name or not address.isascii():
        raise WrongState("Give a name, and an address without accents or other special letters.")
    with filing(actor=actor, now=now) as current:
        if CheckpointAddress.objects.filter(address__iexact=address).exists():
            raise WrongState("This address is on the list already.")
        if CheckpointAddress.objects.count() >= MOST_ADDRESSES:
            raise WrongState(
                f"There are {MOST_ADDRESSES} addresses on the list, which is the most. Remove one first."
            )
        CheckpointAddress.objects.create(name=name, address=address, added_at=now)
        return record_decision(
            filing=current,
            kind=CHECKPOINT_ADDRESS_ADDED,
            words=f"Checkpoints are sent to {name}, {address}: {reason}",
            content={"name": name, "address": address, "reason": reason},
        )


def remove_checkpoint_address(*, actor: Actor, now: datetime, address_id: int, reason: str) -> Filed:
    """Take an address off the list, and tell whoever reads there. Raises NotAllowed, NotFound, WrongState."""
    require(may_administer(actor))
    reason = _reason(reason)
    with filing(actor=actor, now=now) as current:
        row = CheckpointAddress.objects.filter(pk=address_id).first()
        if row is None:
            raise NotFound
        filed = record_decision(
            filing=current,
            kind=CHECKPOINT_ADDRESS_REMOVED,
            words=f"Checkpoints are no longer sent to {row.name}, {row.address}: {reason}",
            content={"name": row.name, "address": row.address, "reason": reason},
        )
        write_farewell(actor=actor, now=now, row=row, reason=reason, key=filed.reference)
        row.delete()
        return filed


def choose_witness(*, actor: Actor, now: datetime, verifier_key: str, url: str, reason: str) -> Filed:
    """Ask this witness to cosign from now on. Raises NotAllowed, or WrongState with what to mend."""
    require(may_administer(actor))
    reason = _reason(reason)
    with filing(actor=actor, now=now) as current:
        try:
            key = add_witness(verifier_key=verifier_key, url=url, now=now)
        except LedgerError as refused:
            raise WrongState(str(refused)) from None
        return record_decision(
            filing=current,
            kind=WITNESS_ADDED,
            words=f"{key.name} was chosen as a witness: {reason}",
            content={"witness": str(key), "url": url.strip(), "reason": reason},
        )


def dismiss_witness(*, actor: Actor, now: datetime, witness_id: int, reason: str) -> Filed:
    """Ask this witness no longer. What it cosigned stays. Raises NotAllowed, NotFound, WrongState."""
    require(may_administer(actor))
    reason = _reason(reason)
    with filing(actor=actor, now=now) as current:
        try:
            key = remove_witness(witness_id=witness_id, now=now)
        except LedgerError as refused:
            raise WrongState(str(refused)) from None
        if key is None:
            raise NotFound
        return record_decision(
            filing=current,
            kind=WITNESS_REMOVED,
            words=f"{key.name} is a witness no longer: {reason}",
            content={"witness": str(key), "reason": reason},
        )


def change_witnesses_needed(*, actor: Actor, now: datetime, needed: str, reason: str) -> Filed:
    """Set how many witnesses must sign: none, any, all, or a number. Raises NotAllowed, WrongState."""
    require(may_administer(actor))
    reason = _reason(reason)
    with filing(actor=actor, now=now) as current:
        before = get_rule()
        if before == needed:
            raise WrongState("It is so already.")
        try:
            set_rule(needed)
        except LedgerError as refused:
            raise WrongState(str(refused)) from None
        return record_decision(
            filing=current,
            kind=WITNESSES_NEEDED,
            words=f"Of the witnesses, {needed_in_words(needed)} must sign: {reason}",
            content={"before": before, "after": needed, "reason": reason},
        )


def ask_witnesses_again(*, actor: Actor, now: datetime) -> None:
    """Wait no longer for witnesses that failed: the worker asks them within a minute. Raises NotAllowed."""
    require(may_administer(actor))
    ask_again_soon()


def _reason(reason: str) -> str:
    if not reason.strip():
        raise WrongState("Say why: whoever reads the history will want to know.")
    return reason.strip()
