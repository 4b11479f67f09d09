"""A process that files, for the tests of several at once: `python -m tests.ledger.writer COUNT`.

It prints the reference of each entry once it is committed, and gets a receipt for every fifth.
"""

import sys
from datetime import UTC, datetime

import django

if __name__ == "__main__":
    django.setup()
    from tests.ledger.conftest import NOTED, Somebody

    from aboveboard.ledger.filing import Part, filing
    from aboveboard.ledger.receipts import receipt

    for number in range(int(sys.argv[1])):
        with filing(actor=Somebody(), now=datetime(2026, 11, 23, 10, 0, tzinfo=UTC)) as current:
            filed = current.file(kind=NOTED, parts=[Part("note.txt", "text/plain", b"%d" % number)])
        sys.stdout.write(filed.reference + "\n")
        sys.stdout.flush()
        if number % 5 == 0:
            receipt(filed)
