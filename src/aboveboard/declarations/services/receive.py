"""Who receives a declaration: the routes of its matters, kept as rows that make it visible to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from aboveboard.declarations.models import (
    Declaration,
    DeclarationBar,
    DeclarationEvent,
    DeclarationMatter,
    DeclarationRecipient,
)
from aboveboard.declarations.services import kinds
from aboveboard.people.selectors.seats import get_line_manager_id, list_seats, list_subordinate_ids
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.routing import Bars, Matter, Route, route
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


def find_routes(concern: Concern, *, matters: Iterable[Matter], now: datetime) -> tuple[Route, ...]:
    """The route of each matter today. Source: guidance S4.7, S8.11, S8.18."""
    bars = Bars(
        concerned=frozenset({concern.author_id}) | concern.named_ids | concern.left_out_ids,
        below=list_subordinate_ids(concern.author_id),
    )
    seats = list_seats(school_id=concern.school_id, on=uk_date(now))
    line_manager_id = get_line_manager_id(concern.author_id, on=uk_date(now))
    for_review = Bars(concerned=bars.concerned | concern.decided_ids, below=bars.below)
    return tuple(
        route(
            matter,
            school_id=concern.school_id,
            seats=seats,
            bars=for_review if matter is Matter.REVIEW else bars,
            line_manager_id=line_manager_id,
        )
        for matter in matters
    )


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


def assign_recipients(
    declaration: Declaration, *, now: datetime, also: Iterable[Matter] = (), without: Iterable[Matter] = ()
) -> frozenset[int]:
    """Bring the recipients in line with who should receive it now; the ids of those to whom it is new.

    Runs inside the caller's transaction. `also` opens a further matter (a referral, a review) and `without` closes one.
    Whoever has it and may keep it keeps it, so that a new senior leader does not take over what another has begun.
    """
    concern = get_concern(declaration)
    current = list(DeclarationRecipient.objects.filter(declaration=declaration, until_at__isnull=True))
    matters = dict.fromkeys([*list_matters(concern), *(Matter(row.matter) for row in current), *also])
    for matter in without:
        matters.pop(matter, None)
    routes = find_routes(concern, matters=matters, now=now)
    barred = concern.named_ids | concern.left_out_ids | {concern.author_id}
    seats = list_seats(school_id=concern.school_id, on=uk_date(now))
    in_office = {seat.person_id for seat in seats}

    wanted: dict[tuple[Matter, int], str] = {}
    for found in routes:
        keeping = [
            row
            for row in current
            if row.matter == found.matter and row.person_id in in_office and row.person_id not in barred
        ]
        one = len(found.person_ids) <= 1
        if keeping and one:
            wanted[found.matter, keeping[0].person_id] = keeping[0].role
            continue
        for person_id in found.person_ids:
            wanted[found.matter, person_id] = found.role.value if found.role else ""

    held = {(Matter(row.matter), row.person_id): row for row in current}
    over = [row.pk for key, row in held.items() if key not in wanted]
    DeclarationRecipient.objects.filter(pk__in=over).update(until_at=now)
    new = [
        DeclarationRecipient(
            declaration=declaration, person_id=person_id, matter=matter.value, role=role, from_at=now
        )
        for (matter, person_id), role in wanted.items()
        if (matter, person_id) not in held
    ]
    DeclarationRecipient.objects.bulk_create(new)
    already = {row.person_id for row in current}
    return frozenset(row.person_id for row in new) - already


def is_waiting(declaration: Declaration) -> bool:
    """Whether somebody at the desk has something to do."""
    return declaration.state in (
        DeclarationState.NEW,
        DeclarationState.REFERRED,
        DeclarationState.UNDER_REVIEW,
    )
