"""Records past their time, as those who erase see them: never their own, nor what they are mentioned in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from aboveboard.journeys.models import DueRecord, DueState, Hold
from aboveboard.ledger.erasing import count_about
from aboveboard.ledger.kinds import list_kinds
from aboveboard.people.selectors.staff import list_superior_ids
from aboveboard.personnel.selectors.visibility import list_owner_ids_of_files_that_mention
from aboveboard.rules.actor import Actor
from aboveboard.rules.erasing import ERASERS, may_confirm_erasure
from aboveboard.rules.errors import NotFound
from aboveboard.rules.retention import RetentionRule, rule_of
from aboveboard.web.lists import Asked, Listing, page_of

KIND_WORDS = (
    ("declaration.", "Declarations, and what happened to them"),
    ("question.", "Questions and their answers"),
    ("answer.", "Answers that were kept"),
    ("round.", "Answers to a school's question to all staff"),
    ("personnel_file.", "Looks at the file"),
    ("hold.", "That it was kept longer"),
)
"""The start of a ledger kind, and what people call such records."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """One line of the list. `title` is the person's name, or names the request by its reference alone."""

    id: int
    title: str
    rule: RetentionRule
    kept_until_on: date
    records: int
    state: DueState
    asked_by: str
    confirmed_by: str
    erased_at: datetime | None
    reference: str


@dataclass(frozen=True, slots=True)
class DuePage:
    """One of them, with what would be erased, in words. `may_confirm` is a refusal's reason, or empty if they may."""

    row: DueRow
    version: int
    about: str
    counts: tuple[tuple[str, int], ...]
    asked_at: datetime | None
    may_confirm: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class HoldRow:
    """Records that are kept longer, by whom and why."""

    reference: str
    title: str
    reason: str
    set_by: str
    set_at: datetime


def kinds_of(rule: RetentionRule) -> tuple[str, ...]:
    """The ledger's kinds that go by this rule."""
    return tuple(kind for kind in list_kinds() if rule_of(kind) is rule)


def due_visible_to(actor: Actor) -> QuerySet[DueRecord]:
    """What `actor` may see, ask for and confirm: nothing about themselves, whoever is above them, or files that
    mention them.
    """
    if not actor.holds(*ERASERS):
        return DueRecord.objects.none()
    return DueRecord.objects.filter(Q(person__isnull=True) | ~Q(person_id__in=kept_from(actor)))


def holds_visible_to(actor: Actor) -> QuerySet[Hold]:
    """The twin of `due_visible_to` for what is kept longer."""
    if not actor.holds(*ERASERS):
        return Hold.objects.none()
    return Hold.objects.filter(Q(person__isnull=True) | ~Q(person_id__in=kept_from(actor)))


def kept_from(actor: Actor) -> frozenset[int]:
    """The people with whose records `actor` has nothing to do."""
    above = list_superior_ids(actor.person_id)
    return above | list_owner_ids_of_files_that_mention(actor.person_id) | {actor.person_id}


def list_due(actor: Actor, asked: Asked) -> Listing[DueRow]:
    """What is due, and what has been erased, as the filters ask."""
    found = due_visible_to(actor).select_related("person", "asked_by", "confirmed_by")
    if words := asked.get("q"):
        found = found.filter(Q(person__given_name__icontains=words) | Q(person__family_name__icontains=words))
    if state := asked.get("state"):
        found = found.filter(state=state)
    return page_of(found, asked, _row)


def get_due(actor: Actor, due_id: int) -> DuePage:
    """One of them. Raises NotFound."""
    due = due_visible_to(actor).select_related("person", "asked_by", "confirmed_by").filter(pk=due_id).first()
    if due is None:
        raise NotFound
    decision = (
        may_confirm_erasure(actor, asked_by_id=due.asked_by_id, asked_by_officer=due.asked_by_officer)
        if due.asked_by_id
        else None
    )
    return DuePage(
        row=_row(due),
        version=due.version,
        about=due.about,
        counts=_counts(due),
        asked_at=due.asked_at,
        may_confirm=bool(decision),
        why_not="" if decision is None else getattr(decision, "reason", ""),
    )


def held_among(abouts: Collection[str]) -> frozenset[str]:
    """Those of these opaque references of people and requests whose records are kept longer now."""
    held = Hold.objects.filter(about__in=abouts, lifted_at__isnull=True)
    return frozenset(held.values_list("about", flat=True))


def list_holds(actor: Actor) -> tuple[HoldRow, ...]:
    """Everything that is kept longer now."""
    held = holds_visible_to(actor).filter(lifted_at__isnull=True).select_related("person", "set_by")
    return tuple(
        HoldRow(hold.reference, _title(hold), hold.reason, str(hold.set_by), hold.set_at) for hold in held
    )


def _counts(due: DueRecord) -> tuple[tuple[str, int], ...]:
    if due.state == DueState.ERASED or due.rule != RetentionRule.EMPLOYMENT:
        return ()
    kept = count_about([due.about], kinds=kinds_of(RetentionRule.EMPLOYMENT)).get(due.about)
    counts = {} if kept is None else kept.counts
    summed = (
        (words, sum(count for kind, count in counts.items() if kind.startswith(start)))
        for start, words in KIND_WORDS
    )
    return tuple((words, count) for words, count in summed if count)


def _title(found: DueRecord | Hold) -> str:
    if found.person is not None:
        return str(found.person)
    return f"Request {found.about}" if found.about else "Records that were erased"


def _row(due: DueRecord) -> DueRow:
    return DueRow(
        id=due.pk,
        title=_title(due),
        rule=RetentionRule(due.rule),
        kept_until_on=due.kept_until_on,
        records=due.records,
        state=DueState(due.state),
        asked_by=str(due.asked_by) if due.asked_by else "",
        confirmed_by=str(due.confirmed_by) if due.confirmed_by else "",
        erased_at=due.erased_at,
        reference=due.reference,
    )
