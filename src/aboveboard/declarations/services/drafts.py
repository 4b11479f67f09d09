"""A draft is saved at every step, resumed from home, and expires with notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from aboveboard.declarations.models import Declaration, Draft
from aboveboard.declarations.services.steps import find_transition
from aboveboard.rules.access import Refused
from aboveboard.rules.actor import Actor
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotAllowed, NotFound, StaleState
from aboveboard.rules.transitions import DeclarationStep

KEPT_DAYS = 30
"""Days after the last change until a draft is deleted."""

WARNED_DAYS = 7
"""Days before that on which its author is told."""

MOST_DRAFTS = 20

TOO_MANY = Refused(
    "too_many_drafts",
    f"You have {MOST_DRAFTS} drafts. Finish or delete one of them before you start another.",
)


def start_draft(
    *,
    actor: Actor,
    now: datetime,
    answers: Mapping[str, Any] | None = None,
    amends: Declaration | None = None,
) -> Draft:
    """A new draft of `actor`'s, with what is known already. Raises NotAllowed at `MOST_DRAFTS`.

    A draft that amends the same declaration is resumed rather than made twice.
    """
    mine = Draft.objects.filter(person_id=actor.person_id)
    if amends is not None:
        begun = mine.filter(amends=amends).first()
        if begun is not None:
            Draft.objects.filter(pk=begun.pk).update(amends_version=amends.version)
            return begun
    if mine.count() >= MOST_DRAFTS:
        raise NotAllowed(TOO_MANY)
    return Draft.objects.create(
        person_id=actor.person_id,
        answers=dict(answers or {}),
        amends=amends,
        amends_version=amends.version if amends else None,
        started_at=now,
        saved_at=now,
        expires_on=uk_date(now) + timedelta(days=KEPT_DAYS),
    )


def start_amendment(*, actor: Actor, reference: str, now: datetime) -> Draft:
    """A draft that begins with what one of one's own declarations says, and will replace it. Source: guidance S8.10.

    Raises NotFound, WrongState when it cannot be changed any more, and as `start_draft`.
    """
    declaration = Declaration.objects.filter(person_id=actor.person_id, reference=reference).first()
    if declaration is None:
        raise NotFound
    find_transition(declaration, DeclarationStep.AMEND, actor)
    return start_draft(actor=actor, now=now, answers=declaration.typed, amends=declaration)


def save_answers(
    *, actor: Actor, draft_id: int, version: int, answers: Mapping[str, Any], now: datetime
) -> Draft:
    """Put `answers`, by step, over what the draft holds; whatever is typed is kept, right or wrong.

    Raises NotFound, or StaleState when another window has saved since `version`.
    """
    draft = get_draft(actor=actor, draft_id=draft_id)
    merged = {**draft.answers, **answers}
    saved = Draft.objects.filter(pk=draft.pk, version=version).update(
        answers=merged,
        saved_at=now,
        expires_on=uk_date(now) + timedelta(days=KEPT_DAYS),
        warned_at=None,
        version=version + 1,
    )
    if not saved:
        raise StaleState("You changed this draft in another window.")
    return Draft.objects.get(pk=draft.pk)


def discard_draft(*, actor: Actor, draft_id: int, now: datetime) -> None:
    """Delete a draft of one's own. Raises NotFound."""
    get_draft(actor=actor, draft_id=draft_id).delete()


def get_draft(*, actor: Actor, draft_id: int) -> Draft:
    """A draft of one's own; anybody else's is not found."""
    draft = Draft.objects.filter(pk=draft_id, person_id=actor.person_id).select_related("amends").first()
    if draft is None:
        raise NotFound
    return draft
