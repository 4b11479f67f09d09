"""An author keeps what they declared true: it is still right, or it has ended. (Amending is filing anew: `submit`.)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet

from aboveboard.declarations.models import Declaration, DeclarationMatter, RoundAnswerKind
from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.receive import is_waiting
from aboveboard.declarations.services.rounds import answer_open_rounds
from aboveboard.declarations.services.steps import Happening, take_step
from aboveboard.declarations.services.telling import tell_that_it_ended
from aboveboard.ledger.filing import Filed, filing
from aboveboard.people.selectors.trust import get_trust
from aboveboard.rules.actor import Actor
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotFound
from aboveboard.rules.transitions import DeclarationStep


def confirm_declarations(*, actor: Actor, versions: Mapping[str, int], now: datetime) -> tuple[Filed, ...]:
    """Say of several of one's own declarations at once that they are still right: all of them or none.

    `versions` maps each reference to the version that was read. Raises NotFound, WrongState or StaleState.
    Source: guidance S4.5, S8.10.
    """
    relationships = _mine(actor).filter(matter=DeclarationMatter.RELATIONSHIP)
    mine = {found.reference: found for found in relationships.filter(reference__in=versions)}
    if set(mine) != set(versions):
        raise NotFound
    if not versions:
        return ()
    confirm_by_on = uk_date(now) + timedelta(days=get_trust().confirm_every_days)
    with filing(actor=actor, now=now) as current:
        filed = tuple(
            take_step(
                mine[reference],
                DeclarationStep.CONFIRM,
                version=version,
                happening=Happening(kinds.CONFIRMED),
                actor=actor,
                now=now,
                filing=current,
                changes={"confirm_by_on": confirm_by_on},
            )
            for reference, version in sorted(versions.items())
        )
        answer_open_rounds(actor=actor, kind=RoundAnswerKind.CONFIRMED, reference=filed[0].reference, now=now)
    return filed


def end_declaration(*, actor: Actor, reference: str, version: int, text: str, now: datetime) -> Filed:
    """Say that a relationship one declared has ended. The record stays. Raises NotFound, WrongState or StaleState.

    Source: guidance S8.10.
    """
    declaration = _mine(actor).filter(reference=reference).first()
    if declaration is None:
        raise NotFound
    waited = is_waiting(declaration)
    with filing(actor=actor, now=now) as current:
        filed = take_step(
            declaration,
            DeclarationStep.END,
            version=version,
            happening=Happening(kinds.ENDED, text=text),
            actor=actor,
            now=now,
            filing=current,
            changes={"look_again_on": None, "confirm_by_on": None},
        )
        if waited:
            tell_that_it_ended(declaration, actor=actor, now=now)
    return filed


def _mine(actor: Actor) -> QuerySet[Declaration]:
    return Declaration.objects.filter(person_id=actor.person_id).select_related("person")
