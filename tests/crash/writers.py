"""Eight processes that file as fast as they can, until they are killed: `python -m tests.crash.writers FOLDER`.

With `--examine` it prints instead what they have left, as JSON: findings, of which there should be none, and figures.
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path

import django

WRITERS = 8
MOST_AT_ONCE = 3


def write(folder: Path, number: int) -> None:
    """File, acknowledge and give out receipts, for ever."""
    from tests.ledger.conftest import NOTED, Somebody

    from aboveboard.ledger.filing import Part, filing
    from aboveboard.ledger.receipts import receipt_zip
    from aboveboard.web import clock

    chance = random.Random()
    acknowledged = os.open(
        folder / f"acknowledged-{number}.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600
    )
    while True:
        with filing(actor=Somebody(), now=clock.now()) as current:
            filed = [
                current.file(kind=NOTED, parts=[Part("note.bin", "text/plain", chance.randbytes(300))])
                for _ in range(chance.randint(1, MOST_AT_ONCE))
            ]
        os.write(acknowledged, "".join(f"{each.reference}\n" for each in filed).encode())
        if chance.random() < 0.3:
            content = receipt_zip(filed[0].reference)
            draft = folder / f"draft-{number}"
            draft.write_bytes(content)
            draft.rename(folder / "receipts" / f"{filed[0].reference}.zip")


def examine(folder: Path) -> dict[str, object]:
    """What is lost or wrong, and how much there is."""
    from aboveboard.ledger import sources
    from aboveboard.ledger.models import Entry
    from aboveboard.ledger.pure.mails import find_checkpoints
    from aboveboard.ledger.pure.policies import parse_policy
    from aboveboard.ledger.pure.receipt_folder import read_zip
    from aboveboard.ledger.pure.receipts import Result, verify_receipt
    from aboveboard.ledger.verification import verify
    from aboveboard.web import clock

    acknowledged = [
        line for file in folder.glob("acknowledged-*.txt") for line in file.read_text().split("\n") if line
    ]
    there = set(Entry.objects.values_list("reference", flat=True))
    findings = [f"{reference} is lost" for reference in acknowledged if reference not in there]
    receipts = sorted((folder / "receipts").glob("*.zip"))
    checkpoints = []
    for receipt in receipts:
        found = read_zip(receipt.read_bytes())
        verdict = verify_receipt(found.receipt, found.parts, parse_policy(found.policy or b""))
        if verdict.result is not Result.AGREES_WITH_ITSELF:
            findings.append(f"{receipt.name} is {verdict.result}: {verdict.problems}")
        checkpoints.append(found.receipt)
    sources._sources.clear()  # the rooms above have no tables here
    # Whatever was given out must be of the one history that there is.
    outside = {note for proof in checkpoints for note in find_checkpoints(proof)}
    report = verify(now=clock.now(), external_checkpoints=sorted(outside))
    findings += [finding.what for finding in report.findings]
    return {
        "findings": findings,
        "acknowledged": len(acknowledged),
        "twice": len(acknowledged) - len(set(acknowledged)),
        "entries": report.figures["entries"],
        "receipts": len(receipts),
    }


def main(folder: Path) -> None:
    (folder / "receipts").mkdir(exist_ok=True)
    # Nothing is opened before they part: each has a connection of its own.
    for number in range(WRITERS):
        if not os.fork():
            write(folder, number)
    os.wait()
    sys.exit("A writer has ended, which none of them ever does.")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.config.settings.demo")
    django.setup()
    if "--examine" in sys.argv:
        sys.stdout.write(json.dumps(examine(Path(sys.argv[1]))) + "\n")
    else:
        main(Path(sys.argv[1]))
