"""How a service or selector says no. The web shell turns each into the page that says what to do next."""

from __future__ import annotations

from aboveboard.rules.access import Decision, Refused


class NotFound(Exception):
    """There is no such thing, or this person may not know that there is: the two are never told apart. 404."""


class NotAllowed(Exception):
    """The person may know of it but may not do this. `refused` says why, and what to do instead. 403."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.ground)
        self.refused = refused


class WrongState(Exception):
    """The step does not exist from where the record stands. `reason` is a plain sentence for the page. 409."""

    def __init__(self, reason: str = "This has already been dealt with.") -> None:
        super().__init__(reason)
        self.reason = reason


class StaleState(WrongState):
    """Somebody else changed the record between reading and writing; nothing was written. 409.

    `changed` holds plain sentences, oldest first, for example "Ada Lovelace acknowledged it at 12:33pm".
    """

    def __init__(self, *changed: str) -> None:
        super().__init__("Somebody else has changed this since you opened it.")
        self.changed = changed


def require(decision: Decision) -> None:
    """Go on if it is allowed. Raises NotAllowed with the refusal if it is not."""
    if isinstance(decision, Refused):
        raise NotAllowed(decision)
