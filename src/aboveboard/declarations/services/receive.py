"""Who receives a declaration: the routes of its matters, kept as rows that make it visible to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from aboveboard.declarations.models import (
    Declaration,
    DeclarationBar,
    DeclarationEvent,
    DeclarationMatter,
    DeclarationRecipient,
)
from aboveboard.declarations.services import kinds
from aboveboard.people.selectors.seats import get_line_manager_id, list_seats, list_superiors_of
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.routing import LINES, Bars, Matter, Reach, Route, Seat, route
from aboveboard.rules.transitions import DeclarationState

FIRST_MATTERS: dict[DeclarationMatter, tuple[Matter, ...]] = {
    DeclarationMatter.RELATIONSHIP: (Matter.DECLARATION, Matter.DECLARATION_COPY),
    DeclarationMatter.REPORT: (Matter.REPORT, Matter.REPORT_TO_SAFEGUARDING),
    DeclarationMatter.APPROACH: (Matter.APPROACH,),
}


@dataclass(frozen=True, slots=True)
class Concern:
    """What routing needs to know of a declaration, filed or about to be.

    `named_ids` are people it names; `left_out_ids` those its author or they themselves took out; `decided_ids` those
    who asked for the contact to stop, and so do not review it.
    """

    author_id: int
    school_id: int | None
    matter: DeclarationMatter
    names_a_pupil: bool
    named_ids: frozenset[int] = frozenset()
    left_out_ids: frozenset[int] = frozenset()
    decided_ids: frozenset[int] = frozenset()


def list_matters(concern: Concern) -> tuple[Matter, ...]:
    """What is to be received at filing. The safeguarding lead sees every declaration that names a pupil."""
    matters = FIRST_MATTERS[concern.matter]
    if concern.names_a_pupil and Matter.REPORT_TO_SAFEGUARDING not in matters:
        matters = (*matters, Matter.DECLARATION_NAMING_A_PUPIL)
    return matters


class Offices:
    """Who sits where on one day. Asked of the database once a school, and each route worked out once, however many
    declarations follow it.
    """

    def __init__(self, *, on: date) -> None:
        self._on = on
        self._seats: dict[int | None, tuple[Seat, ...]] = {}
        self._superiors: dict[int, frozenset[int]] = {}
        self._line_managers: dict[int, int | None] = {}
        self._routes: dict[tuple[Matter, int | None, Bars, int | None], Route] = {}

    def seats(self, school_id: int | None) -> tuple[Seat, ...]:
        """The chairs of a school and of the trust."""
        if school_id not in self._seats:
            seats = list_seats(school_id=school_id, on=self._on)
            unknown = {seat.person_id for seat in seats} - self._superiors.keys()
            self._superiors |= list_superiors_of(unknown)
            self._seats[school_id] = seats
        return self._seats[school_id]

    def below(self, person_id: int, *, school_id: int | None) -> frozenset[int]:
        """Those in the chairs of a school and of the trust who work under a person."""
        return frozenset(
            seat.person_id for seat in self.seats(school_id) if person_id in self._superiors[seat.person_id]
        )

    def line_manager(self, person_id: int) -> int | None:
        """The line manager of a person."""
        if person_id not in self._line_managers:
            self._line_managers[person_id] = get_line_manager_id(person_id, on=self._on)
        return self._line_managers[person_id]

    def route(
        self, matter: Matter, *, school_id: int | None, bars: Bars, line_manager_id: int | None
    ) -> Route:
        """`rules.routing.route`, with whoever is barred and sits nowhere left out of the question."""
        seats = self.seats(school_id)
        seated = {seat.person_id for seat in seats} | {line_manager_id}
        asked = (matter, school_id, Bars(bars.concerned & seated, bars.below), line_manager_id)
        if asked not in self._routes:
            self._routes[asked] = route(
                matter, school_id=school_id, seats=seats, bars=asked[2], line_manager_id=line_manager_id
            )
        return self._routes[asked]


def find_routes(
    concern: Concern, *, matters: Iterable[Matter], now: datetime, offices: Offices | None = None
) -> tuple[Route, ...]:
    """The route of each matter today. Source: guidance S4.7, S8.11, S8.18."""
    offices = offices or Offices(on=uk_date(now))
    bars = Bars(
        concerned=frozenset({concern.author_id}) | concern.named_ids | concern.left_out_ids,
        below=offices.below(concern.author_id, school_id=concern.school_id),
    )
    for_review = Bars(concerned=bars.concerned | concern.decided_ids, below=bars.below)
    return tuple(
        offices.route(
            matter,
            school_id=concern.school_id,
            bars=for_review if matter is Matter.REVIEW else bars,
            line_manager_id=offices.line_manager(concern.author_id) if has_line_manager(matter) else None,
        )
        for matter in matters
    )


def has_line_manager(matter: Matter) -> bool:
    """Whether a matter's line passes the line manager of whoever files."""
    return any(step.role is None for step in LINES[matter])


def get_concern(declaration: Declaration) -> Concern:
    """A filed declaration as routing sees it."""
    named = {declaration.matched_person_id} if declaration.matched_person_id else set()
    barred = DeclarationBar.objects.filter(declaration=declaration).values_list("person_id", flat=True)
    decided = DeclarationEvent.objects.filter(
        declaration=declaration, kind=kinds.STOP_ASKED, by__isnull=False
    ).values_list("by_id", flat=True)
    return Concern(
        author_id=declaration.person_id,
        school_id=declaration.school_id,
        matter=DeclarationMatter(declaration.matter),
        names_a_pupil=declaration.names_a_pupil,
        named_ids=frozenset(named),
        left_out_ids=frozenset(barred),
        decided_ids=frozenset(decided),
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What brings the recipients of one declaration in line: rows that are over, rows to add, and whom it is new to."""

    over_ids: tuple[int, ...]
    new: tuple[DeclarationRecipient, ...]
    new_to: frozenset[int]


def plan_recipients(
    declaration: Declaration,
    concern: Concern,
    *,
    current: Sequence[DeclarationRecipient],
    offices: Offices,
    now: datetime,
    also: Iterable[Matter] = (),
) -> Plan:
    """Who keeps it, who loses it and who gets it. Writes nothing.

    Whoever has it and still sits in that chair keeps it, so that a new senior leader does not take over what another
    has begun; while all of them are away, the next in line has it too.
    """
    matters = dict.fromkeys([*list_matters(concern), *(Matter(row.matter) for row in current), *also])
    seats = offices.seats(concern.school_id)
    in_office = {(seat.role.value, seat.person_id) for seat in seats}
    away = {seat.person_id for seat in seats if seat.away}
    barred = (
        concern.named_ids
        | concern.left_out_ids
        | {concern.author_id}
        | offices.below(concern.author_id, school_id=concern.school_id)
    )

    wanted: dict[tuple[Matter, int], str] = {}
    for found in find_routes(concern, matters=matters, now=now, offices=offices):
        out = barred | concern.decided_ids if found.matter is Matter.REVIEW else barred
        keeping = [
            row
            for row in current
            if row.matter == found.matter
            and (row.role, row.person_id) in in_office
            and row.person_id not in out
        ]
        for row in keeping:
            wanted[found.matter, row.person_id] = row.role
        someone_is_there = any(row.person_id not in away for row in keeping)
        if someone_is_there and not shares_a_desk(found):
            continue
        for person_id in found.person_ids:
            wanted.setdefault((found.matter, person_id), found.role.value if found.role else "")

    held = {(Matter(row.matter), row.person_id): row for row in current}
    new = tuple(
        DeclarationRecipient(
            declaration=declaration, person_id=person_id, matter=matter.value, role=role, from_at=now
        )
        for (matter, person_id), role in wanted.items()
        if (matter, person_id) not in held
    )
    return Plan(
        over_ids=tuple(row.pk for key, row in held.items() if key not in wanted),
        new=new,
        new_to=frozenset(row.person_id for row in new) - {row.person_id for row in current},
    )


def shares_a_desk(found: Route) -> bool:
    """Whether all holders of the chair that a matter came to have it together."""
    return any(step.role is found.role and step.reach is Reach.EVERYONE for step in LINES[found.matter])


def assign_recipients(
    declaration: Declaration, *, now: datetime, also: Iterable[Matter] = ()
) -> frozenset[int]:
    """Bring the recipients in line with who should receive it now; the ids of those to whom it is new.

    Runs inside the caller's transaction. `also` opens a further matter: a referral, a review.
    """
    plan = plan_recipients(
        declaration,
        get_concern(declaration),
        current=list(DeclarationRecipient.objects.filter(declaration=declaration, until_at__isnull=True)),
        offices=Offices(on=uk_date(now)),
        now=now,
        also=also,
    )
    write_plans([plan], now=now)
    return plan.new_to


def write_plans(plans: Sequence[Plan], *, now: datetime) -> None:
    """End what is over and add what is new, in two queries however many plans there are."""
    over = [pk for plan in plans for pk in plan.over_ids]
    if over:
        DeclarationRecipient.objects.filter(pk__in=over).update(until_at=now)
    DeclarationRecipient.objects.bulk_create([row for plan in plans for row in plan.new])


def is_waiting(declaration: Declaration) -> bool:
    """Whether somebody at the desk has something to do."""
    return declaration.state in (
        DeclarationState.NEW,
        DeclarationState.REFERRED,
        DeclarationState.UNDER_REVIEW,
    )
