"""`aboveboard witness`: runs a witness for an auditor, a union or a neighbouring trust. It loads no Django."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.notes import ED25519, VerifierKey, parse_verifier_key
from aboveboard.ledger.pure.policies import parse_policy
from aboveboard.ledger.witness.memory import open_folder
from aboveboard.ledger.witness.server import Witness, WitnessServer

STOPPED, CANNOT = 0, 2


class WitnessFault(LedgerError):
    """The witness cannot be started as it was asked to."""


def main(argv: Sequence[str], *, read_clock: Callable[[], datetime]) -> int:
    """Runs the command with what follows `witness`; returns the exit code: 0 when stopped, 2 if it cannot start."""
    arguments = _parser().parse_args(argv)
    try:
        return _run(arguments, read_clock)
    except LedgerError as refused:
        _write(str(refused))
    except OSError as refused:
        _write(f"{refused.filename or arguments.folder} cannot be used: {refused.strerror}.")
    return CANNOT


def _run(arguments: argparse.Namespace, read_clock: Callable[[], datetime]) -> int:
    logs = _logs(arguments.log, arguments.policy)
    opened = open_folder(arguments.folder, arguments.name)
    if arguments.key:
        _write(str(opened.cosigner.key))
        return STOPPED
    if arguments.refused:
        _write(
            "\n".join(map(_in_words, opened.memory.list_refused()))
            or "Nothing was refused as another history."
        )
        return STOPPED
    if not logs:
        raise WitnessFault(
            "Say which logs to follow: --log with the key that the trust gave you, or --policy."
        )
    witness = Witness(opened.cosigner, opened.memory, logs, read_clock)
    try:
        server = WitnessServer((arguments.host, arguments.port), witness)
    except (OSError, OverflowError) as refused:
        reason = getattr(refused, "strerror", None) or refused
        raise WitnessFault(
            f"Port {arguments.port} on {arguments.host} cannot be used: {reason}. Stop what uses it, or choose another "
            "with --port."
        ) from None
    for number in (signal.SIGINT, signal.SIGTERM):
        # In a thread, because serving has to go on until it notices.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    host, port = server.server_address[:2]
    _write(f"Verifier key: {witness.key}")
    for origin in logs:
        _write(f"Follows: {origin}")
    _write(f"Listens at http://{host!s}:{port}/add-checkpoint")
    try:
        server.serve_forever()
    finally:
        server.server_close()
    _write("Stopped.")
    return STOPPED


def _logs(keys: Sequence[str], policies: Sequence[Path]) -> dict[str, list[VerifierKey]]:
    """The keys of each log, by its origin, which is the name of its keys."""
    found = [parse_verifier_key(key) for key in keys]
    for policy in policies:
        found += parse_policy(policy.read_bytes()).logs
    logs: dict[str, list[VerifierKey]] = {}
    for key in found:
        if key.kind is not ED25519:
            raise WitnessFault(f"{key} is not the key of a log. Ask the trust for the key of its ledger.")
        if key not in logs.setdefault(key.name, []):
            logs[key.name].append(key)
    return logs


def _in_words(refused: tuple[str, str]) -> str:
    return "COSIGNED\n{}\nREFUSED, AND SIGNED BY THE SAME LOG\n{}".format(*refused)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="aboveboard witness",
        description="Cosign the checkpoints of other people's ledgers, and never two that contradict each other.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--name", default="", help="the witness's name, the first time: auditor.example.org/witness"
    )
    parser.add_argument(
        "--folder", type=Path, default=Path("witness"), help="where its key and memory are (./witness)"
    )
    parser.add_argument(
        "--log",
        action="append",
        default=[],
        help="the verifier key of a ledger to follow (may be given more than once)",
    )
    parser.add_argument(
        "--policy",
        type=Path,
        action="append",
        default=[],
        help="a policy file whose logs to follow, such as the one in a receipt",
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8090, help="the port to listen on (8090)")
    parser.add_argument("--key", action="store_true", help="print the witness's verifier key, and end")
    parser.add_argument(
        "--refused",
        action="store_true",
        help="print the checkpoints that were refused as another history, and end",
    )
    return parser


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
