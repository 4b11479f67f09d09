"""Whether this process may serve: it looks at the ledger once, before anybody sees a record.

Each start is looked at, for none can be known to follow a clean stop: a database server restarts without asking us, and
a disk that lied says nothing. It costs little, because only what is new since the last whole look is read.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import DatabaseError, InterfaceError, OperationalError

from aboveboard.ledger.findings import Finding
from aboveboard.ledger.selectors.refusal import FOUND
from aboveboard.ledger.services.verifications import verify_what_is_new
from aboveboard.rules.actor import AnyActor

logger = logging.getLogger(__name__)


def look_before_serving(*, actor: AnyActor, now: datetime) -> tuple[Finding, ...]:
    """What stands against serving; empty when nothing does. Logs each finding, and `selectors.refusal` remembers them.

    Raises OperationalError or InterfaceError when the database does not answer: then nothing is known yet.
    """
    try:
        found = verify_what_is_new(actor=actor, now=now).findings
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError as broken:
        found = (Finding(1, f"The database cannot be read. {broken}"),)
    FOUND[:] = found
    for finding in found:
        logger.critical("the ledger does not verify: %s What to do: %s", finding.what, finding.mend)
    return found
