"""`aboveboard receipt verify`: checks a receipt offline. It loads neither Django nor the trust's database."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.policies import parse_policy
from aboveboard.ledger.pure.receipt_folder import POLICY_NAME, read_receipt_folder
from aboveboard.ledger.pure.receipts import ReceiptError, Result, Verdict, verify_receipt

FITS, ALTERED, UNREADABLE = 0, 1, 2

_MEANING = {
    Result.ALTERED: "Something here is not what was filed.",
    Result.AGREES_WITH_ITSELF: (
        "Everything in it fits together. A whole folder could still have been made up: compare the key\n"
        "below with the one that your union or the auditor was sent, or check against a checkpoint they hold."
    ),
    Result.CONFIRMED_FROM_OUTSIDE: "Everything in it fits together, and somebody outside the trust agrees.",
}


def main(argv: Sequence[str]) -> int:
    """Runs the command with what follows `receipt verify`; returns the exit code.

    It is 0 if the receipt fits, 1 if it is altered, 2 if it cannot be checked.
    """
    arguments = _parser().parse_args(argv)
    try:
        verdict = _verify(arguments.receipt, arguments.checkpoint, arguments.policy)
    except LedgerError as refused:
        _write(
            json.dumps({"error": str(refused)})
            if arguments.json
            else _shown(f"This cannot be checked. {refused}")
        )
        return UNREADABLE
    _write(json.dumps(as_json(verdict), indent=2) if arguments.json else in_words(verdict))
    return ALTERED if verdict.result is Result.ALTERED else FITS


def as_json(verdict: Verdict) -> dict[str, object]:
    """The verdict for other programs; times in ISO 8601, UTC."""
    manifest = verdict.manifest
    return {
        "result": str(verdict.result),
        "bare": verdict.is_bare,
        "problems": list(verdict.problems),
        "remarks": list(verdict.remarks),
        "reference": manifest.reference if manifest else None,
        "kind": manifest.kind if manifest else None,
        "filed_at": manifest.filed_at.isoformat() if manifest else None,
        "parts": [part.name for part in manifest.parts] if manifest else [],
        "index": verdict.index,
        "ledger": verdict.origin,
        "size": verdict.size,
        "fingerprint": verdict.fingerprint,
        "witnesses": [
            {"name": each.name, "at": each.at.isoformat() if each.at else None} for each in verdict.witnesses
        ],
    }


def in_words(verdict: Verdict) -> str:
    """The verdict for people."""
    lines = [str(verdict.result).upper(), _MEANING[verdict.result], ""]
    lines += [f"  * {problem}" for problem in verdict.problems]
    if verdict.result is not Result.ALTERED:
        if manifest := verdict.manifest:
            lines += [
                f"Reference:  {manifest.reference}",
                f"What:       {manifest.kind}",
                f"Filed:      {manifest.filed_at:%-d %B %Y, %H:%M:%S} UTC, by the trust's own clock",
                f"Files:      {', '.join(part.name for part in manifest.parts) or 'none'}",
            ]
        lines.append(f"Ledger:     {verdict.origin}, entry {verdict.index} of {verdict.size}")
        lines += [
            f"Witness:    {each.name}" + (f", {each.at:%-d %B %Y, %H:%M:%S} UTC" if each.at else "")
            for each in verdict.witnesses
        ]
    if verdict.fingerprint:
        lines.append(f"Key:        {verdict.fingerprint}")
    lines += [f"Note:       {remark}" for remark in verdict.remarks]
    return "\n".join(_shown(line) for line in "\n".join(lines[:2]).split("\n") + lines[2:])


def _shown(line: str) -> str:
    """The line with everything spelt out that a terminal would obey instead of show: a name may hold anything."""
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in line)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="aboveboard receipt verify",
        description="Check a receipt, and what was filed with it, offline.",
        allow_abbrev=False,
    )
    parser.add_argument("receipt", type=Path, help="the receipt's zip, or the folder it was unpacked into")
    parser.add_argument(
        "--checkpoint",
        type=Path,
        action="append",
        default=[],
        help="a checkpoint that you have from somewhere else (may be given more than once)",
    )
    parser.add_argument("--policy", type=Path, help="your own policy file, instead of the one in the receipt")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    return parser


def _verify(receipt: Path, checkpoints: Sequence[Path], own_policy: Path | None) -> Verdict:
    folder = read_receipt_folder(receipt)
    policy = _read(own_policy) if own_policy else folder.policy
    if policy is None:
        raise ReceiptError(f"There is no {POLICY_NAME} with the receipt: give yours with --policy.")
    return verify_receipt(
        folder.receipt,
        folder.parts,
        parse_policy(policy),
        leaf=folder.leaf,
        policy_is_own=own_policy is not None,
        outside_checkpoints=[_read(path) for path in checkpoints],
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as refused:
        raise ReceiptError(f"{path} cannot be read: {refused.strerror}.") from None


def _write(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    # Not every terminal has every letter, and a name may hold what is no letter at all.
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
