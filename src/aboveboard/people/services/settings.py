"""Changing the settings of the decision: with a reason, filed, and by two people where pupils lose protection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aboveboard.ledger.filing import Filed, filing
from aboveboard.notices.services.outbox import send_notice
from aboveboard.notices.targets import ToRole
from aboveboard.people.models import SettingsRevision, SettingsRevisionState
from aboveboard.people.selectors.settings import differences, get_settings, may_confirm_change
from aboveboard.people.services.decisions import (
    SETTINGS_CHANGED,
    SETTINGS_CONFIRMED,
    SETTINGS_PROPOSED,
    SETTINGS_WITHDRAWN,
    record_decision,
)
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.administration import (
    may_propose_settings,
    may_withdraw_settings,
)
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotFound, StaleState, WrongState, require
from aboveboard.rules.relationships.setting_texts import loosened_about_pupils
from aboveboard.rules.relationships.settings import DEFAULTS, read_settings


@dataclass(frozen=True, slots=True)
class Proposed:
    """What became of a change. `waits`: it loosens something about pupils, and takes effect when confirmed."""

    filed: Filed
    revision_id: int
    waits: bool


def propose_settings(*, actor: Actor, now: datetime, values: Mapping[str, str], reason: str) -> Proposed:
    """Change the settings to `values` (what differs from the defaults), at once or when a second person confirms.

    Raises NotAllowed; WrongState when nothing would change, no reason is given, or another change waits;
    SettingsError for a value that does not exist.
    """
    require(may_propose_settings(actor))
    if not reason.strip():
        raise WrongState("Say why: whoever reads the history will want to know.")
    after = read_settings(dict(values))
    kept = {key: value for key, value in after.as_json().items() if value != DEFAULTS.as_json()[key]}
    with filing(actor=actor, now=now) as current:
        before = get_settings(now)
        changes = differences(before, after)
        if not changes:
            raise WrongState("Nothing would change.")
        if SettingsRevision.objects.filter(state=SettingsRevisionState.PROPOSED).exists():
            raise WrongState("Another change waits to be confirmed. Confirm or withdraw it first.")
        loosened = loosened_about_pupils(before, after)
        revision = SettingsRevision.objects.create(
            state=SettingsRevisionState.PROPOSED if loosened else SettingsRevisionState.IN_FORCE,
            values=kept,
            reason=reason.strip(),
            proposed_by_id=actor.person_id,
            proposed_at=now,
            in_force_at=None if loosened else now,
        )
        filed = record_decision(
            filing=current,
            kind=SETTINGS_PROPOSED if loosened else SETTINGS_CHANGED,
            words=reason.strip(),
            content={
                "revision": revision.pk,
                "changes": [list(change) for change in changes],
                "loosens_about_pupils": list(loosened),
                "reason": reason.strip(),
            },
        )
        if loosened:
            send_notice(
                actor=actor,
                now=now,
                to=ToRole(Role.DESIGNATED_SAFEGUARDING_LEAD),
                kind="settings.proposed",
                key=f"settings-{revision.pk}-proposed",
                subject="A change of the settings needs a second person",
                body="Somebody has asked to loosen a setting about pupils. Read it, then confirm or withdraw it.",
                link="/settings/",
                about=filed.reference,
            )
    return Proposed(filed, revision.pk, bool(loosened))


def confirm_settings(*, actor: Actor, now: datetime, revision_id: int) -> Filed:
    """The second person agrees: the change takes effect now. Raises NotAllowed, NotFound, StaleState."""
    with filing(actor=actor, now=now) as current:
        revision = _waiting(revision_id)
        require(may_confirm_change(actor, proposed_by_id=revision.proposed_by_id, on=uk_date(now)))
        _move(
            revision,
            state=SettingsRevisionState.IN_FORCE,
            confirmed_by_id=actor.person_id,
            in_force_at=now,
        )
        return record_decision(
            filing=current,
            kind=SETTINGS_CONFIRMED,
            words=revision.reason,
            content={"revision": revision.pk, "proposed_by": revision.proposed_by.reference},
        )


def withdraw_settings(*, actor: Actor, now: datetime, revision_id: int) -> Filed:
    """The change does not take effect. By whoever may propose or confirm. Raises NotAllowed, NotFound, StaleState."""
    require(may_withdraw_settings(actor))
    with filing(actor=actor, now=now) as current:
        revision = _waiting(revision_id)
        _move(revision, state=SettingsRevisionState.WITHDRAWN)
        return record_decision(
            filing=current,
            kind=SETTINGS_WITHDRAWN,
            words=revision.reason,
            content={"revision": revision.pk, "proposed_by": revision.proposed_by.reference},
        )


def _waiting(revision_id: int) -> SettingsRevision:
    revision = SettingsRevision.objects.select_related("proposed_by").filter(pk=revision_id).first()
    if revision is None:
        raise NotFound
    return revision


def _move(revision: SettingsRevision, **changes: object) -> None:
    waiting = SettingsRevision.objects.filter(pk=revision.pk, state=SettingsRevisionState.PROPOSED)
    if not waiting.update(**changes):
        raise StaleState("Somebody else has confirmed or withdrawn this change.")
