"""What an author does when the school asks: answer, respond, ask for another reviewer, say it has stopped."""

from __future__ import annotations

from datetime import datetime

from aboveboard.declarations.models import Declaration
from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.receive import assign_recipients
from aboveboard.declarations.services.steps import Happening, take_step
from aboveboard.declarations.services.telling import tell_reviewers, tell_who_asked
from aboveboard.ledger.filing import Filed, filing
from aboveboard.rules.actor import Actor
from aboveboard.rules.errors import NotFound
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import DeclarationStep


def answer_question(*, actor: Actor, reference: str, version: int, text: str, now: datetime) -> Filed:
    """Answer what the school asked about one's declaration; whoever asked is told.

    Raises NotFound, WrongState or StaleState. Source: guidance S8.10.
    """
    return _reply(
        DeclarationStep.ANSWER,
        Happening(kinds.ANSWERED, text=text),
        asked=kinds.QUESTIONED,
        subject="A question about a declaration has been answered",
        body="The member of staff has answered. Please read it and say that you have received the declaration.",
        actor=actor,
        reference=reference,
        version=version,
        now=now,
    )


def respond_to_stop(*, actor: Actor, reference: str, version: int, text: str, now: datetime) -> Filed:
    """Say what there is to say on being asked to stop; whoever asked looks at it again.

    Raises NotFound, WrongState or StaleState. Source: guidance S8.10.
    """
    return _reply(
        DeclarationStep.RESPOND,
        Happening(kinds.RESPONDED, text=text),
        asked=kinds.STOP_ASKED,
        subject="A member of staff has responded",
        body="You asked for contact to stop. They have told you how they see it. Please read it and decide.",
        actor=actor,
        reference=reference,
        version=version,
        now=now,
    )


def say_it_stopped(*, actor: Actor, reference: str, version: int, text: str, now: datetime) -> Filed:
    """Say that the contact has stopped, as asked; whoever asked is told.

    Raises NotFound, WrongState or StaleState. Source: guidance S8.7.
    """
    return _reply(
        DeclarationStep.STOP,
        Happening(kinds.STOPPED, text=text),
        asked=kinds.STOP_ASKED,
        subject="A member of staff has stopped the contact",
        body="You asked for contact to stop. They say that it has. You need do nothing more.",
        actor=actor,
        reference=reference,
        version=version,
        now=now,
        changes={"look_again_on": None, "confirm_by_on": None},
    )


def ask_for_review(*, actor: Actor, reference: str, version: int, text: str, now: datetime) -> Filed:
    """Ask that somebody else decides: one level up, never whoever asked for the stop. The reviewer is told.

    Raises NotFound, WrongState or StaleState. Source: guidance S4.27.
    """
    declaration = _get_mine(actor, reference)
    with filing(actor=actor, now=now) as current:
        filed = take_step(
            declaration,
            DeclarationStep.ASK_FOR_REVIEW,
            version=version,
            happening=Happening(kinds.REVIEW_ASKED, text=text),
            actor=actor,
            now=now,
            filing=current,
        )
        assign_recipients(declaration, now=now, also=[Matter.REVIEW])
        tell_reviewers(declaration, actor=actor, now=now)
    return filed


def _reply(
    step: DeclarationStep,
    happening: Happening,
    *,
    asked: str,
    subject: str,
    body: str,
    actor: Actor,
    reference: str,
    version: int,
    now: datetime,
    changes: dict[str, None] | None = None,
) -> Filed:
    declaration = _get_mine(actor, reference)
    with filing(actor=actor, now=now) as current:
        filed = take_step(
            declaration,
            step,
            version=version,
            happening=happening,
            actor=actor,
            now=now,
            filing=current,
            changes=changes,
        )
        tell_who_asked(declaration, asked=asked, subject=subject, body=body, actor=actor, now=now)
    return filed


def _get_mine(actor: Actor, reference: str) -> Declaration:
    declaration = (
        Declaration.objects.filter(person_id=actor.person_id, reference=reference)
        .select_related("person")
        .first()
    )
    if declaration is None:
        raise NotFound
    return declaration
