"""The desk: what others declared and what came to you, as a list and as a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast

from aboveboard.declarations.models import Declaration, DeclarationMatter, DeclarationRecipient
from aboveboard.declarations.selectors.visibility import received_by
from aboveboard.rules.actor import Actor
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.receiving import WAITS_FOR
from aboveboard.rules.transitions import WAITING_FOR_THE_AUTHOR, DeclarationState
from aboveboard.web.lists import Asked, Listing, page_of


class Tab(StrEnum):
    """The heaps on a desk. `mine` is what waits for this person; a copy to read waits for nobody."""

    MINE = "mine"
    NEW = "new"
    AUTHOR = "author"
    DUE = "due"
    LEADER = "leader"
    ALL = "all"


class Received(StrEnum):
    """When it came."""

    WEEK = "week"
    TERM = "term"
    YEAR = "year"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """How many lie on each heap."""

    mine: int = 0
    new: int = 0
    author: int = 0
    due: int = 0
    leader: int = 0
    all: int = 0

    def of(self, tab: Tab) -> int:
        """The count of one heap."""
        return int(getattr(self, tab.value))


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One declaration on the list. `may_be_acknowledged` when it waits for a first receipt by this person."""

    reference: str
    version: int
    author: str
    other_name: str
    kinds: tuple[str, ...]
    school: str
    matter: DeclarationMatter
    state: DeclarationState
    names_a_pupil: bool
    received_at: datetime
    is_mine: bool
    due_on: date | None

    @property
    def may_be_acknowledged(self) -> bool:
        """Whether it can be ticked with others."""
        return self.is_mine and self.state is DeclarationState.NEW


STATES_ON: dict[Tab, frozenset[DeclarationState]] = {
    Tab.NEW: frozenset({DeclarationState.NEW}),
    Tab.AUTHOR: WAITING_FOR_THE_AUTHOR,
    Tab.LEADER: frozenset({DeclarationState.REFERRED, DeclarationState.UNDER_REVIEW}),
    Tab.ALL: frozenset(DeclarationState),
}
"""The heaps that are made by the state alone."""

# The rest is long (facts, verdicts, what was typed), and would be carried through the sorting of every row.
_SHOWN = (
    "reference",
    "version",
    "person__given_name",
    "person__family_name",
    "school__name",
    "other_name",
    "other_kinds",
    "names_a_pupil",
    "matter",
    "state",
    "submitted_at",
    "look_again_on",
    "confirm_by_on",
)


def list_desk(actor: Actor, asked: Asked, *, tab: Tab, on: date) -> tuple[Listing[DeskRow], DeskCounts]:
    """One heap of `actor`'s desk, by the filters asked for, and how many lie on each heap without them."""
    found = _with_turn(received_by(actor), actor)
    counts = _count(found, on)
    on_tab = _filtered(found.filter(_on_tab(tab, on)), asked, on).values(*_SHOWN, "is_mine")
    return page_of(on_tab, asked, _row, total=None if asked.filters else counts.of(tab)), counts


def count_desk(actor: Actor, *, on: date) -> DeskCounts:
    """How many lie on each heap of `actor`'s desk. One query."""
    return _count(_with_turn(received_by(actor), actor), on)


def _count(found: QuerySet[Declaration], on: date) -> DeskCounts:
    by_state: QuerySet[Any, Any] = (
        found.order_by()
        .values("state")
        .annotate(
            everything=Count("pk"),
            **{tab.value: Count("pk", filter=_on_tab(tab, on)) for tab in (Tab.MINE, Tab.DUE)},
        )
    )
    counts = dict.fromkeys(Tab, 0)
    for row in by_state:
        for tab in Tab:
            states = STATES_ON.get(tab)
            counts[tab] += row[tab.value] if states is None else row["everything"] * (row["state"] in states)
    return DeskCounts(**{tab.value: count for tab, count in counts.items()})


def list_person_ids_with_work() -> frozenset[int]:
    """Everybody for whom a declaration may wait. One query."""
    held = DeclarationRecipient.objects.filter(_waits(), until_at__isnull=True)
    return frozenset(held.order_by().values_list("person_id", flat=True).distinct())


def _waits() -> Q:
    """Recipients whose turn it is, by the state of what they received."""
    waiting = Q(pk__in=())
    for state, matters in WAITS_FOR.items():
        waiting |= Q(declaration__state=state, matter__in=list(matters))
    return waiting


def _with_turn(found: QuerySet[Declaration], actor: Actor) -> QuerySet[Declaration]:
    # One subquery, however many states: Django spends longer on writing this one out than the database on its answer.
    # And one that names no outer row: it is answered once, and not again for every row that is sorted.
    mine = DeclarationRecipient.objects.filter(_waits(), person_id=actor.person_id, until_at__isnull=True)
    return found.annotate(is_mine=Q(pk__in=mine.values("declaration")))


def _on_tab(tab: Tab, on: date) -> Q:
    if tab is Tab.MINE:
        return Q(is_mine=True)
    if tab is Tab.DUE:
        has_come = Q(look_again_on__lte=on) | Q(confirm_by_on__lte=on)
        return Q(state=DeclarationState.ACKNOWLEDGED) & has_come
    return Q() if tab is Tab.ALL else Q(state__in=STATES_ON[tab])


def _filtered(found: QuerySet[Declaration], asked: Asked, on: date) -> QuerySet[Declaration]:
    for words in asked.get("q").split():
        found = found.filter(
            Q(other_name__icontains=words)
            | Q(person__given_name__icontains=words)
            | Q(person__family_name__icontains=words)
        )
    if state := asked.get("state"):
        found = found.filter(state=state)
    if school := asked.get("school"):
        found = found.filter(school__key=school)
    if asked.get("pupil"):
        found = found.filter(names_a_pupil=asked.get("pupil") == "yes")
    # A JSON list of plain words: looked for as text, which both databases can.
    if kind := asked.get("kind"):
        found = found.alias(kinds_text=Cast("other_kinds", TextField())).filter(
            kinds_text__contains=f'"{kind}"'
        )
    if platform := asked.get("platform"):
        found = found.alias(platforms_text=Cast("platforms", TextField())).filter(
            platforms_text__contains=f'"{platform}"'
        )
    if received := asked.get("received"):
        found = found.filter(_received(Received(received), on))
    return found


def _received(when: Received, on: date) -> Q:
    year_began = date(on.year if on.month >= 9 else on.year - 1, 9, 1)
    match when:
        case Received.WEEK:
            return Q(submitted_at__date__gt=on - timedelta(days=7))
        case Received.TERM:
            return Q(submitted_at__date__gte=term_began(on))
        case Received.YEAR:
            return Q(submitted_at__date__gte=year_began)
        case Received.EARLIER:
            return Q(submitted_at__date__lt=year_began)


def term_began(on: date) -> date:
    """About when the term of `on` began. Schools differ by days, which a filter may."""
    month = next(month for month in (9, 4, 1) if on.month >= month)
    return date(on.year, month, 1)


def _row(found: dict[str, Any]) -> DeskRow:
    dates = [day for day in (found["look_again_on"], found["confirm_by_on"]) if day]
    return DeskRow(
        reference=found["reference"],
        version=found["version"],
        author=f"{found['person__given_name']} {found['person__family_name']}".strip(),
        other_name=found["other_name"],
        kinds=tuple(found["other_kinds"]),
        school=found["school__name"] or "The trust",
        matter=DeclarationMatter(found["matter"]),
        state=DeclarationState(found["state"]),
        names_a_pupil=found["names_a_pupil"],
        received_at=found["submitted_at"],
        is_mine=found["is_mine"],
        due_on=min(dates, default=None),
    )


def received_on(row: DeskRow) -> date:
    """The UK day on which a row came."""
    return uk_date(row.received_at)
