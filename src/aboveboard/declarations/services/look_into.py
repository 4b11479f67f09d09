"""What the desk does with a declaration beside acknowledging it: set a condition, ask its author, send it on."""

from __future__ import annotations

from datetime import date, datetime

from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.opening import in_words, open_for_step
from aboveboard.declarations.services.receive import assign_recipients
from aboveboard.declarations.services.steps import Happening, take_step
from aboveboard.declarations.services.telling import tell_author
from aboveboard.declarations.services.telling_the_desk import tell_senior_leader
from aboveboard.ledger.filing import Filed, filing
from aboveboard.people.selectors.trust import get_trust
from aboveboard.rules.actor import Actor
from aboveboard.rules.calendar import add_working_days, uk_date
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import DeclarationStep


def add_condition(*, actor: Actor, reference: str, version: int, text: str, now: datetime) -> Filed:
    """Set a condition on contact that was declared, in words; its author is told.

    Raises NotFound, NotAllowed, WrongState or StaleState. Source: guidance S8.20.
    """
    text = in_words(text)
    step = DeclarationStep.ADD_CONDITION
    declaration = open_for_step(actor=actor, reference=reference, version=version, step=step, now=now)
    with filing(actor=actor, now=now) as current:
        filed = take_step(
            declaration,
            step,
            version=version,
            happening=Happening(kinds.CONDITION_ADDED, text=text),
            actor=actor,
            now=now,
            filing=current,
        )
        tell_author(
            declaration,
            subject="There is a condition on something you declared",
            body="Your school asks you to keep to it. Please read it.",
            actor=actor,
            now=now,
        )
    return filed


def ask_author(
    *,
    actor: Actor,
    reference: str,
    version: int,
    text: str,
    answer_by_on: date | None = None,
    now: datetime,
) -> Filed:
    """Ask the author something before going on; without `answer_by_on` they have the trust's usual working days.

    Raises NotFound, NotAllowed, WrongState or StaleState. Source: guidance S4.7.
    """
    text = in_words(text)
    step = DeclarationStep.ASK
    declaration = open_for_step(actor=actor, reference=reference, version=version, step=step, now=now)
    by_on = answer_by_on or add_working_days(uk_date(now), get_trust().answer_within_working_days)
    with filing(actor=actor, now=now) as current:
        filed = take_step(
            declaration,
            step,
            version=version,
            happening=Happening(kinds.QUESTIONED, text=text, by_on=by_on),
            actor=actor,
            now=now,
            filing=current,
        )
        tell_author(
            declaration,
            subject="Your school has a question about something you declared",
            body="Please read the question and answer it.",
            actor=actor,
            now=now,
        )
    return filed


def refer_declaration(*, actor: Actor, reference: str, version: int, reasons: str, now: datetime) -> Filed:
    """Send what may not go with section 8 to a senior leader, with the reasons; both they and the author are told.

    While nobody sits in that chair it goes up the line, and the daily sweep looks again.
    Raises NotFound, NotAllowed, WrongState or StaleState. Source: guidance S8.9.
    """
    reasons = in_words(reasons)
    step = DeclarationStep.REFER
    declaration = open_for_step(actor=actor, reference=reference, version=version, step=step, now=now)
    with filing(actor=actor, now=now) as current:
        filed = take_step(
            declaration,
            step,
            version=version,
            happening=Happening(kinds.REFERRED, text=reasons),
            actor=actor,
            now=now,
            filing=current,
        )
        assign_recipients(declaration, now=now, also=[Matter.COMPATIBILITY])
        tell_senior_leader(declaration, actor=actor, now=now)
        tell_author(
            declaration,
            subject="A senior leader will look at something you declared",
            body="Nothing is decided yet. You can read why, and you will hear what they decide.",
            actor=actor,
            now=now,
        )
    return filed
