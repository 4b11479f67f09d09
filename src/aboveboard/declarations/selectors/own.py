"""What an author sees of their own declarations. Never what the roster knows, nor a date worked out from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from aboveboard.declarations.models import Declaration, DeclarationEvent, DeclarationMatter, Draft
from aboveboard.declarations.selectors.words import describe_event
from aboveboard.rules.actor import Actor
from aboveboard.rules.errors import NotFound
from aboveboard.rules.transitions import DECLARATION_TRANSITIONS, DeclarationState, DeclarationStep
from aboveboard.web.lists import Asked, Listing, page_of


@dataclass(frozen=True, slots=True)
class MyDeclarationRow:
    """One line of "My declarations"."""

    reference: str
    other_name: str
    school: str
    matter: DeclarationMatter
    state: DeclarationState
    submitted_at: datetime
    confirm_by_on: date | None


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing on the history, in words."""

    title: str
    at: datetime
    text: str
    by_on: date | None
    reference: str


@dataclass(frozen=True, slots=True)
class MyDeclarationPage:
    """One declaration as its author sees it. `steps` are those they may take now."""

    row: MyDeclarationRow
    version: int
    kinds: tuple[str, ...]
    platforms: tuple[str, ...]
    handle: str
    context: str
    parents_know: str
    told_outcome: str
    received_by: tuple[str, ...]
    history: tuple[Happened, ...]
    steps: frozenset[DeclarationStep]
    replaced_by: str | None
    replaces: str | None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft, to resume from home."""

    id: int
    other_name: str
    saved_at: datetime
    expires_on: date
    amends: str | None


def list_my_declarations(actor: Actor, asked: Asked) -> Listing[MyDeclarationRow]:
    """One's own declarations, whatever their state."""
    mine = Declaration.objects.filter(person_id=actor.person_id).select_related("school")
    if state := asked.get("state"):
        mine = mine.filter(state=state)
    if words := asked.get("q"):
        mine = mine.filter(other_name__icontains=words)
    return page_of(mine, asked, _row)


def list_to_confirm(actor: Actor) -> tuple[MyDeclarationPage, ...]:
    """All of one's declarations that can be confirmed on one screen, the soonest due first. Source: guidance S4.5."""
    mine = (
        Declaration.objects.filter(
            person_id=actor.person_id,
            state=DeclarationState.ACKNOWLEDGED,
            matter=DeclarationMatter.RELATIONSHIP,
        )
        .select_related("school")
        .prefetch_related("recipients__person", "events__by")
        .order_by("confirm_by_on", "pk")
    )
    return tuple(_page(declaration) for declaration in mine)


def get_my_declaration(actor: Actor, reference: str) -> MyDeclarationPage:
    """One of one's own. Raises NotFound for anybody else's."""
    declaration = (
        Declaration.objects.filter(person_id=actor.person_id, reference=reference)
        .select_related("school", "supersedes", "superseded_by")
        .prefetch_related("recipients__person", "events__by")
        .first()
    )
    if declaration is None:
        raise NotFound
    return _page(declaration)


def list_my_drafts(actor: Actor) -> tuple[DraftRow, ...]:
    """One's own drafts, the latest first."""
    drafts = Draft.objects.filter(person_id=actor.person_id).select_related("amends")
    return tuple(
        DraftRow(
            id=draft.pk,
            other_name=str(draft.answers.get("name", {}).get("other_name", "")),
            saved_at=draft.saved_at,
            expires_on=draft.expires_on,
            amends=draft.amends.reference if draft.amends else None,
        )
        for draft in drafts
    )


def _row(declaration: Declaration) -> MyDeclarationRow:
    return MyDeclarationRow(
        reference=declaration.reference,
        other_name=declaration.other_name,
        school=declaration.school.name if declaration.school else "The trust",
        matter=DeclarationMatter(declaration.matter),
        state=DeclarationState(declaration.state),
        submitted_at=declaration.submitted_at,
        confirm_by_on=declaration.confirm_by_on,
    )


def _page(declaration: Declaration) -> MyDeclarationPage:
    current = [row for row in declaration.recipients.all() if row.until_at is None]
    replaced = getattr(declaration, "superseded_by", None)
    return MyDeclarationPage(
        row=_row(declaration),
        version=declaration.version,
        kinds=tuple(declaration.other_kinds),
        platforms=tuple(declaration.platforms),
        handle=declaration.handle,
        context=declaration.context,
        parents_know=declaration.parents_know,
        told_outcome=declaration.told_verdict["outcome"],
        received_by=tuple(dict.fromkeys(str(row.person) for row in current)),
        history=tuple(_happened(event) for event in declaration.events.all() if not event.internal),
        steps=frozenset(
            step
            for (state, step), transition in DECLARATION_TRANSITIONS.items()
            if state == declaration.state and "staff_member" in transition.by
        ),
        replaced_by=replaced.reference if replaced else None,
        replaces=declaration.supersedes.reference if declaration.supersedes else None,
    )


def _happened(event: DeclarationEvent) -> Happened:
    return Happened(
        title=describe_event(event),
        at=event.at,
        text=event.text,
        by_on=event.by_on,
        reference=event.reference,
    )
