"""The settings of the decision as they stand, and how they came to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from aboveboard.people.models import RoleHolding, SettingsRevision, SettingsRevisionState
from aboveboard.people.selectors.actors import in_force_on
from aboveboard.rules.access import Decision
from aboveboard.rules.actor import AnyActor, Role
from aboveboard.rules.administration import may_confirm_settings
from aboveboard.rules.relationships.settings import DEFAULTS, Settings, read_settings


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """One revision. `changes` are (key, value before, value after)."""

    id: int
    state: SettingsRevisionState
    changes: tuple[tuple[str, str, str], ...]
    reason: str
    proposed_by_id: int
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str
    in_force_at: datetime | None
    settings: Settings


@dataclass(frozen=True, slots=True)
class SettingsInForce:
    """The settings at one instant, and the revision that brought them; None while the defaults were never changed."""

    values: Settings
    revision_id: int | None
    in_force_at: datetime | None = None


def get_settings_in_force(*, now: datetime) -> SettingsInForce:
    """The settings by which a question is decided at `now`: of the newest revision in force, else the defaults."""
    revision = (
        SettingsRevision.objects.filter(state=SettingsRevisionState.IN_FORCE, in_force_at__lte=now)
        .order_by("-in_force_at", "-pk")
        .first()
    )
    if revision is None:
        return SettingsInForce(DEFAULTS, None)
    return SettingsInForce(read_settings(dict(revision.values)), revision.pk, revision.in_force_at)


def get_settings(now: datetime) -> Settings:
    """As `get_settings_in_force`, the settings alone."""
    return get_settings_in_force(now=now).values


def get_proposed_change(now: datetime) -> SettingsChange | None:
    """The change that waits for a second person, against what is in force at `now`."""
    revision = (
        SettingsRevision.objects.filter(state=SettingsRevisionState.PROPOSED)
        .select_related("proposed_by", "confirmed_by")
        .first()
    )
    return _change(revision, get_settings(now)) if revision else None


def may_confirm_change(actor: AnyActor, *, proposed_by_id: int, on: date) -> Decision:
    """Whether `actor` can be the second person for what somebody proposed, as roles stand on `on`."""
    safeguards = RoleHolding.objects.filter(
        in_force_on(on), person_id=proposed_by_id, role=Role.DESIGNATED_SAFEGUARDING_LEAD
    ).exists()
    return may_confirm_settings(actor, proposed_by_id=proposed_by_id, proposer_safeguards=safeguards)


def list_settings_changes(*, limit: int = 50) -> tuple[SettingsChange, ...]:
    """What has been in force or withdrawn, newest first, each against the one in force before it."""
    revisions = list(
        SettingsRevision.objects.exclude(state=SettingsRevisionState.PROPOSED)
        .select_related("proposed_by", "confirmed_by")
        .order_by("pk")
    )
    found, before = [], DEFAULTS
    for revision in revisions:
        found.append(_change(revision, before))
        if revision.state == SettingsRevisionState.IN_FORCE:
            before = read_settings(dict(revision.values))
    return tuple(reversed(found))[:limit]


def differences(before: Settings, after: Settings) -> tuple[tuple[str, str, str], ...]:
    """The keys in which two settings differ: (key, before, after), in the order of the rules."""
    old, new = before.as_json(), after.as_json()
    return tuple((key, old[key], new[key]) for key in old if old[key] != new[key])


def _change(revision: SettingsRevision, before: Settings) -> SettingsChange:
    after = read_settings(dict(revision.values))
    return SettingsChange(
        id=revision.pk,
        state=SettingsRevisionState(revision.state),
        changes=differences(before, after),
        reason=revision.reason,
        proposed_by_id=revision.proposed_by_id,
        proposed_by=str(revision.proposed_by),
        proposed_at=revision.proposed_at,
        confirmed_by=str(revision.confirmed_by or ""),
        in_force_at=revision.in_force_at,
        settings=after,
    )
