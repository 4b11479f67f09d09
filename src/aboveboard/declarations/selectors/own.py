"""What an author sees of their own declarations. Never what the roster knows, nor a date worked out from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from aboveboard.declarations.models import (
    Declaration,
    DeclarationEvent,
    DeclarationMatter,
    Draft,
    ParentsKnow,
    Round,
    RoundAnswer,
)
from aboveboard.declarations.selectors.words import (
    MATTERS,
    PARENTS_KNOW,
    STATES,
    describe_event,
    describe_kind,
    describe_platform,
)
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.errors import NotFound
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import (
    DECLARATION_TRANSITIONS,
    WAITING_FOR_THE_AUTHOR,
    DeclarationState,
    DeclarationStep,
)
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

    @property
    def what(self) -> str:
        """What was filed, in a word or two."""
        return MATTERS[self.matter]

    @property
    def standing(self) -> str:
        """Where it stands, in words."""
        return STATES[self.state]


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
    """One declaration as its author sees it. `steps` are those they may take now.

    `waits_for_author` is what the school asked them, while it waits for them.
    """

    row: MyDeclarationRow
    version: int
    kinds: tuple[str, ...]
    platforms: tuple[str, ...]
    handle: str
    context: str
    parents_know: str
    received_by: tuple[str, ...]
    history: tuple[Happened, ...]
    steps: frozenset[DeclarationStep]
    replaced_by: str | None
    replaces: str | None
    waits_for_author: Happened | None


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A school's request to all its staff, as somebody asked sees it. `answered_at` is None while it waits for them."""

    reference: str
    school: str
    note: str
    opened_at: datetime
    due_on: date
    answered_at: datetime | None
    answer_reference: str


@dataclass(frozen=True, slots=True)
class SignedRow:
    """One of the declarations that were signed together."""

    reference: str
    other_name: str
    matter: DeclarationMatter
    received_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A declaration of one's own that waits for oneself, and why."""

    reference: str
    other_name: str
    state: DeclarationState


@dataclass(frozen=True, slots=True)
class DraftPage:
    """One draft as its author goes through it. `typed` maps each field to what was typed there."""

    id: int
    version: int
    typed: Mapping[str, Sequence[str]]
    amends: str | None
    expires_on: date


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft, to resume from home."""

    id: int
    about: str
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
        .select_related("school", "supersedes", "superseded_by")
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


def list_signed_with(actor: Actor, draft_number: int) -> tuple[SignedRow, ...]:
    """What was filed from one of one's own drafts, in the order of signing. Raises NotFound when nothing was."""
    signed = (
        Declaration.objects.filter(person_id=actor.person_id, draft_number=draft_number)
        .prefetch_related("recipients__person")
        .order_by("pk")
    )
    rows = tuple(
        SignedRow(
            reference=each.reference,
            other_name=each.other_name,
            matter=DeclarationMatter(each.matter),
            received_by=_received_by(each),
        )
        for each in signed
    )
    if not rows:
        raise NotFound
    return rows


def list_waiting_for_me(actor: Actor) -> tuple[WaitingRow, ...]:
    """One's own declarations about which one has been asked something, the oldest first."""
    waiting = Declaration.objects.filter(person_id=actor.person_id, state__in=WAITING_FOR_THE_AUTHOR)
    return tuple(
        WaitingRow(each.reference, each.other_name, DeclarationState(each.state))
        for each in waiting.order_by("submitted_at", "pk")
    )


def count_to_confirm(actor: Actor, *, by: date) -> int:
    """How many of one's declarations are to be confirmed by a day."""
    return Declaration.objects.filter(
        person_id=actor.person_id,
        state=DeclarationState.ACKNOWLEDGED,
        matter=DeclarationMatter.RELATIONSHIP,
        confirm_by_on__lte=by,
    ).count()


def list_rounds_asking(actor: Actor) -> tuple[RoundRow, ...]:
    """The open rounds of the schools where the actor works, the soonest due first. Source: guidance S4.5."""
    works_at = [holding.school_id for holding in actor.holdings if holding.role is Role.STAFF_MEMBER]
    rounds = (
        Round.objects.filter(school_id__in=[each for each in works_at if each], closed_at__isnull=True)
        .select_related("school")
        .order_by("due_on", "pk")
    )
    answers = {
        answer.round_id: answer
        for answer in RoundAnswer.objects.filter(person_id=actor.person_id, round__in=rounds)
    }
    return tuple(
        RoundRow(
            reference=each.reference,
            school=each.school.name,
            note=each.note,
            opened_at=each.opened_at,
            due_on=each.due_on,
            answered_at=answers[each.pk].at if each.pk in answers else None,
            answer_reference=answers[each.pk].reference if each.pk in answers else "",
        )
        for each in rounds
    )


def get_round_asking(actor: Actor, reference: str) -> RoundRow:
    """One open round that asks the actor. Raises NotFound."""
    found = next((each for each in list_rounds_asking(actor) if each.reference == reference), None)
    if found is None:
        raise NotFound
    return found


def get_my_draft(actor: Actor, draft_id: int) -> DraftPage:
    """A draft of one's own. Raises NotFound."""
    draft = Draft.objects.filter(pk=draft_id, person_id=actor.person_id).select_related("amends").first()
    if draft is None:
        raise NotFound
    return DraftPage(
        id=draft.pk,
        version=draft.version,
        typed=draft.answers,
        amends=draft.amends.reference if draft.amends else None,
        expires_on=draft.expires_on,
    )


def list_my_drafts(actor: Actor) -> tuple[DraftRow, ...]:
    """One's own drafts, the latest first."""
    drafts = Draft.objects.filter(person_id=actor.person_id).select_related("amends")
    return tuple(
        DraftRow(
            id=draft.pk,
            about=_about(draft.answers),
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
    replaced = getattr(declaration, "superseded_by", None)
    return MyDeclarationPage(
        row=_row(declaration),
        version=declaration.version,
        kinds=tuple(describe_kind(kind) for kind in declaration.other_kinds),
        platforms=tuple(describe_platform(key) for key in declaration.platforms),
        handle=declaration.handle,
        context=declaration.context,
        parents_know=PARENTS_KNOW[ParentsKnow(declaration.parents_know)],
        received_by=_received_by(declaration),
        history=tuple(_happened(event) for event in declaration.events.all() if not event.internal),
        steps=frozenset(
            step
            for (state, step), transition in DECLARATION_TRANSITIONS.items()
            if state == declaration.state and "staff_member" in transition.by
        ),
        replaced_by=replaced.reference if replaced else None,
        replaces=declaration.supersedes.reference if declaration.supersedes else None,
        waits_for_author=_asked_of_author(declaration),
    )


def _about(typed: Mapping[str, Sequence[str]]) -> str:
    """Whom a draft is about, as far as has been typed."""
    names = [
        name for values in (typed.get("other_name", ()), typed.get("people-0-name", ())) for name in values
    ]
    return next((name for name in names if name), "")


_ASKED = {
    DeclarationState.QUESTIONED: "declaration.questioned",
    DeclarationState.STOP_ASKED: "declaration.stop_asked",
}


def _asked_of_author(declaration: Declaration) -> Happened | None:
    """What the author was asked last, while they are to answer it."""
    kind = _ASKED.get(DeclarationState(declaration.state))
    asked = [event for event in declaration.events.all() if event.kind == kind and not event.internal]
    return _happened(asked[-1]) if asked else None


def _received_by(declaration: Declaration) -> tuple[str, ...]:
    rows = declaration.recipients.all()
    # Whoever got it once the roster knew a pupil by that name would give away that it does.
    told = {row.matter for row in rows if row.from_at == declaration.submitted_at}
    current = [
        row
        for row in rows
        if row.until_at is None and (row.matter != Matter.DECLARATION_NAMING_A_PUPIL or row.matter in told)
    ]
    return tuple(dict.fromkeys(str(row.person) for row in current))


def _happened(event: DeclarationEvent) -> Happened:
    return Happened(
        title=describe_event(event),
        at=event.at,
        text=event.text,
        by_on=event.by_on,
        reference=event.reference,
    )
