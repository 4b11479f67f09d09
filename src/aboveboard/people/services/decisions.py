"""Filing what this room decides: the entry in the ledger, and the same in words for the history."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from aboveboard.ledger import kinds
from aboveboard.ledger.filing import Filed, Filing, Part
from aboveboard.people.models import Person, RecordedDecision
from aboveboard.rules.actor import Actor

ROLE_GRANTED = kinds.register("role.granted", "Somebody was given a role")
ROLE_ENDED = kinds.register("role.ended", "Somebody's role was ended")
STAFF_ADDED = kinds.register("staff.added", "A member of staff was added and invited to sign in")
BOOKING_ADDED = kinds.register(
    "booking.added", "Somebody comes to a school for a time: supply, volunteer or visitor"
)
BOOKING_ENDED = kinds.register("booking.ended", "Somebody's time at a school was ended")
SCHOOL_ADDED = kinds.register("school.added", "A school was added to the trust")
ROSTER_TAKEN_IN = kinds.register("roster.taken_in", "A roster of schools, staff or pupils was taken in")
ROSTER_SCOPE_CHANGED = kinds.register("roster.scope_changed", "Whom rosters may bring in was changed")
TRUST_CHANGED = kinds.register("trust.changed", "The trust's name, mailboxes or words for roles were changed")
PLATFORM_AGREED = kinds.register("platform.agreed", "A school agreed a platform for work")
PLATFORM_ENDED = kinds.register("platform.ended", "A school stopped the use of a platform for work")
SETTINGS_PROPOSED = kinds.register(
    "settings.proposed", "A change of the settings was proposed, for two to decide"
)
SETTINGS_CONFIRMED = kinds.register(
    "settings.confirmed", "A second person confirmed a change of the settings"
)
SETTINGS_CHANGED = kinds.register("settings.changed", "The settings were changed")
SETTINGS_WITHDRAWN = kinds.register("settings.withdrawn", "A proposed change of the settings was withdrawn")
CHECKPOINT_ADDRESS_ADDED = kinds.register(
    "checkpoint_address.added", "Somebody outside was put on the list of those who are sent checkpoints"
)
CHECKPOINT_ADDRESS_REMOVED = kinds.register(
    "checkpoint_address.removed", "Somebody outside was taken off the list of those who are sent checkpoints"
)
WITNESS_ADDED = kinds.register("witness.added", "A witness outside the trust was chosen")
WITNESS_REMOVED = kinds.register("witness.removed", "A witness outside the trust is asked no longer")
WITNESSES_NEEDED = kinds.register("witness.rule_changed", "How many witnesses must sign was changed")

OUTSIDE_KINDS = (
    CHECKPOINT_ADDRESS_ADDED,
    CHECKPOINT_ADDRESS_REMOVED,
    WITNESS_ADDED,
    WITNESS_REMOVED,
    WITNESSES_NEEDED,
)
ALL_KINDS = (
    ROLE_GRANTED,
    ROLE_ENDED,
    STAFF_ADDED,
    BOOKING_ADDED,
    BOOKING_ENDED,
    SCHOOL_ADDED,
    ROSTER_TAKEN_IN,
    ROSTER_SCOPE_CHANGED,
    TRUST_CHANGED,
    PLATFORM_AGREED,
    PLATFORM_ENDED,
    SETTINGS_PROPOSED,
    SETTINGS_CONFIRMED,
    SETTINGS_CHANGED,
    SETTINGS_WITHDRAWN,
    *OUTSIDE_KINDS,
)


def record_decision(
    *, filing: Filing, kind: str, words: str, content: Mapping[str, object], about: Person | None = None
) -> Filed:
    """File a decision, and keep it in words. `content` has opaque references for people, never names."""
    whole = {**content, "by": filing.actor.reference, "at": filing.now.isoformat()}
    filed = filing.file(
        kind=kind,
        subject=about.reference if about else "",
        parts=[Part("decision.json", "application/json", json.dumps(whole, ensure_ascii=False).encode())],
    )
    RecordedDecision.objects.create(
        kind=kind,
        reference=filed.reference,
        at=filing.now,
        by_id=filing.actor.person_id if isinstance(filing.actor, Actor) else None,
        about=about,
        words=words,
    )
    return filed


class DecisionSource:
    """The decisions of one kind, for the ledger's verification, subject access and retention."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def iterate(self) -> Iterator[str]:
        rows = RecordedDecision.objects.filter(kind=self.kind).order_by("pk")
        return rows.values_list("reference", flat=True).iterator()

    def for_person(self, subject: str) -> Iterator[str]:
        rows = RecordedDecision.objects.filter(kind=self.kind, about__reference=subject).order_by("pk")
        return rows.values_list("reference", flat=True).iterator()

    def erase(self, reference: str, *, now: datetime) -> None:
        RecordedDecision.objects.filter(kind=self.kind, reference=reference).update(words="", about=None)
