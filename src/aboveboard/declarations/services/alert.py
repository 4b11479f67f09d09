"""A child may be at risk: really telling those who must know, once however often the button is pressed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError

from aboveboard.declarations.selectors.asking import find_alert
from aboveboard.ledger.filing import filing
from aboveboard.ledger.pure.references import MisreadReferenceError, read_reference
from aboveboard.notices.selectors.alerts import AlertStatus, get_alert_status
from aboveboard.notices.services.alerts import raise_alert
from aboveboard.notices.targets import line_of_people
from aboveboard.people.selectors.seats import list_seats, list_subordinate_ids
from aboveboard.rules.actor import Actor
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotFound
from aboveboard.rules.routing import Bars, Matter, line_of_alert

ANSWER_WITHIN = timedelta(minutes=15)
"""What each in the line has before it goes further."""


def raise_child_at_risk_alert(
    *, actor: Actor, now: datetime, reference: str, school_id: int | None
) -> AlertStatus:
    """Tell the safeguarding lead of `school_id`, and on up the line until somebody has it.

    `reference` is one that `make_reference` gave with the first page, so that pressing twice raises one alert. Raises
    NotFound for anything else. Says what is known: who asks for help, and nothing of what they answered.
    Source: guidance S4.3, S12.2.
    """
    try:
        if read_reference(reference) != reference:
            raise NotFound
    except MisreadReferenceError:
        raise NotFound from None
    told = find_alert(actor, reference)
    if told is not None:
        return told
    on = uk_date(now)
    bars = Bars(concerned=frozenset({actor.person_id}), below=list_subordinate_ids(actor.person_id))
    line = line_of_alert(
        Matter.CHILD_AT_RISK, school_id=school_id, seats=list_seats(school_id=school_id, on=on), bars=bars
    )
    happened = (
        f"{actor.name} says that a child may be at risk of harm. They were asking what they may do about contact on "
        "social media. Speak to them now: they have been told to keep the messages, to block nobody, and to send one "
        "calm reply that help is coming."
    )
    try:
        with filing(actor=actor, now=now) as current:
            raise_alert(
                actor=actor,
                now=now,
                kind="child_at_risk",
                subject="A child may be at risk: somebody needs you now",
                happened=happened,
                line=line_of_people(line),
                answer_within=ANSWER_WITHIN,
                excluding=[actor.person_id],
                filing=current,
                reference=reference,
            )
    except IntegrityError:
        # Pressed twice at once: the other press has raised it under the same reference.
        pass
    return get_alert_status(actor, reference)
