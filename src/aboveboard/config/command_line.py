"""The `aboveboard` command. What needs no database is answered before Django loads (set-up costs 0.4 s)."""

from __future__ import annotations

import os
import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["decide"]:
        from aboveboard.config.decide_command import main as decide

        return decide(sys.stdin, sys.stdout)
    if arguments[:2] == ["receipt", "verify"]:
        from aboveboard.ledger.receipt_command import main as verify_receipt

        return verify_receipt(arguments[2:])
    if arguments[:1] == ["witness"]:
        from aboveboard.ledger.witness.command import main as witness
        from aboveboard.web import clock

        return witness(arguments[1:], read_clock=clock.now)
    if arguments == ["run"]:
        from aboveboard.config.run_command import main as run

        return run()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.config.settings.demo")
    from django.core.management import execute_from_command_line

    # Commands are typed with dashes and are modules with underscores.
    command = [argument.replace("-", "_") for argument in arguments[:1] if not argument.startswith("-")]
    execute_from_command_line(["aboveboard", *command, *arguments[len(command) :]])
    return 0


if __name__ == "__main__":
    sys.exit(main())
