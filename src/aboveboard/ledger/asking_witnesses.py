"""Asking the witnesses to cosign the newest checkpoint: by the worker, after the fact. Filing never waits for them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from aboveboard.ledger.models import Checkpoint, Cosignature, Witness, WitnessAnswer
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import consistency_proof
from aboveboard.ledger.pure.notes import VerifierKey, parse_verifier_key
from aboveboard.ledger.pure.witnessing import (
    SIZE_TYPE,
    AddCheckpoint,
    Cosigned,
    Status,
    WitnessingError,
    parse_cosignature,
    parse_size,
)
from aboveboard.ledger.tree import NoLogError, get_open_log, node_reader
from aboveboard.ledger.witness.client import Answer, AwayError, send

logger = logging.getLogger(__name__)

Send = Callable[[str, AddCheckpoint], Answer]

# One to learn what it remembers, one to go on from there, and two more in case others ask it meanwhile.
MOST_TURNS = 4
LONGEST_WAIT = timedelta(hours=6)
# A cosignature is worth its time. A witness whose clock is a day wrong vouches for nothing.
MOST_CLOCK_DIFFERENCE = timedelta(days=1)

_REFUSALS = {
    Status.UNKNOWN_LOG: WitnessAnswer.UNKNOWN_LOG,
    Status.NOT_SIGNED: WitnessAnswer.NOT_SIGNED,
    Status.FORK: WitnessAnswer.CONTRADICTS,
}


def ask_witnesses(*, now: datetime, send: Send = send) -> str:
    """Ask every witness that is due and has not cosigned the newest checkpoint. Says how many did, without names.

    What fails is put off: one minute, doubling, at most six hours. Two workers may ask at once.
    """
    try:
        log = get_open_log()
    except NoLogError:
        return "Nothing filed yet"
    latest = Checkpoint.objects.filter(log=log).select_related("log").order_by("-size").first()
    due = Q(removed_at__isnull=True) & (Q(next_try_at__isnull=True) | Q(next_try_at__lte=now))
    witnesses = list(Witness.objects.filter(due).order_by("pk"))
    if latest is None or not witnesses:
        return "None to ask"
    done = set(latest.cosignatures.values_list("witness", flat=True))
    answers = [
        _ask_and_note(witness, latest, now, send) for witness in witnesses if witness.verifier_key not in done
    ]
    return f"{len(answers)} asked, {answers.count(WitnessAnswer.COSIGNED)} cosigned"


def ask_again_soon() -> None:
    """Wait no longer for those that failed: somebody has mended something."""
    Witness.objects.filter(removed_at__isnull=True).update(next_try_at=None)


def wait_after(failures: int) -> timedelta:
    """How long to wait after the nth failure in a row."""
    return min(timedelta(minutes=2 ** min(failures - 1, 12)), LONGEST_WAIT)


def _ask_and_note(witness: Witness, latest: Checkpoint, now: datetime, send: Send) -> WitnessAnswer:
    try:
        answer = _ask(witness, latest, now, send)
    except AwayError:
        answer = WitnessAnswer.AWAY
    except LedgerError as fault:
        logger.warning(
            "a witness's answer cannot be used", extra={"witness": witness.pk, "fault": str(fault)}
        )
        answer = WitnessAnswer.UNUSABLE
    failures = 0 if answer is WitnessAnswer.COSIGNED else min(witness.failures + 1, 1000)
    Witness.objects.filter(pk=witness.pk).update(
        answer=answer,
        asked_at=now,
        failures=failures,
        next_try_at=now + wait_after(failures) if failures else None,
    )
    if answer is WitnessAnswer.CONTRADICTS:
        logger.error("a witness remembers another history of the ledger", extra={"witness": witness.pk})
    return answer


def _ask(witness: Witness, latest: Checkpoint, now: datetime, send: Send) -> WitnessAnswer:
    key, log = parse_verifier_key(witness.verifier_key), latest.log
    newest = Cosignature.objects.filter(witness=witness.verifier_key, checkpoint__log=log)
    old = newest.order_by("-checkpoint__size").values_list("checkpoint__size", flat=True).first() or 0
    for _ in range(MOST_TURNS):
        proof = tuple(consistency_proof(old, latest.size, node_reader(log)))
        answer = send(witness.url, AddCheckpoint(old, proof, latest.note))
        if answer.status == Status.COSIGNED:
            _keep(latest, key, parse_cosignature(answer.content, latest.body, key), now)
            return WitnessAnswer.COSIGNED
        if answer.status != Status.OTHER_SIZE or answer.media_type != SIZE_TYPE:
            # Without a size, it does not take our root for the size that it remembers.
            same_size = answer.status == Status.OTHER_SIZE and old == latest.size
            return WitnessAnswer.CONTRADICTS if same_size else _refusal(answer)
        remembers = parse_size(answer.content)
        if remembers > latest.size:
            # Another worker may have shown it a newer one. If there is none, the witness knows more than we do.
            latest = Checkpoint.objects.filter(log=log).select_related("log").latest("size")
        if remembers > latest.size or remembers == old:
            return WitnessAnswer.CONTRADICTS
        old = remembers
    return WitnessAnswer.AWAY


def _refusal(answer: Answer) -> WitnessAnswer:
    if answer.status >= 500 or answer.status == 429:
        raise AwayError(f"The witness answered {answer.status}.")
    try:
        return _REFUSALS[Status(answer.status)]
    except (ValueError, KeyError):
        raise WitnessingError(f"The witness answered {answer.status}.") from None


def _keep(checkpoint: Checkpoint, key: VerifierKey, cosigned: Cosigned, now: datetime) -> None:
    if abs(cosigned.seconds - now.timestamp()) > MOST_CLOCK_DIFFERENCE.total_seconds():
        raise WitnessingError("The witness's clock is wrong.")
    kept = Cosignature(
        checkpoint=checkpoint,
        witness=str(key),
        line=cosigned.line,
        time=datetime.fromtimestamp(cosigned.seconds, UTC),
    )
    # Whoever was first is kept: a cosignature is never changed.
    Cosignature.objects.bulk_create([kept], ignore_conflicts=True)
