"""The commonest declaration: a friend who is a parent at the school, for tests and benchmarks that are about filing."""

from __future__ import annotations

from datetime import date

from aboveboard.declarations.models import ParentsKnow
from aboveboard.declarations.services.submit import Entry, Relationship, Shown, Signature
from aboveboard.people.selectors.facts import get_staff_facts
from aboveboard.rules.actor import Actor
from aboveboard.rules.relationships import Facts, Settings, decide
from aboveboard.rules.relationships.facts import (
    Account,
    Board,
    ChildEnrolment,
    Colleague,
    Contact,
    Form,
    OtherPerson,
    Responsibility,
    Stage,
    Tie,
    TieKind,
)

SIGNED = "demo_code"


def a_friend(
    actor: Actor,
    *,
    school_id: int,
    school_key: str,
    on: date,
    settings: Settings,
    name: str = "Jo Hollingsworth",
    context: str = "We have been friends since our own school days, and our children play together.",
) -> Entry:
    """`actor` and a friend of twenty years whose child is at the school, connected on a messenger."""
    facts = Facts(
        on=on,
        staff=get_staff_facts(actor.person_id, school_id=school_id, on=on),
        other=OtherPerson(
            born_on=None,
            enrolments=(),
            taught_by_staff=False,
            parent_of=(ChildEnrolment(school_key, date(on.year - 2, 9, 1), None, Responsibility.PARENTAL),),
            colleague=Colleague.NONE,
            board=Board.NONE,
            identity_known=True,
            organisation=False,
        ),
        tie=Tie(TieKind.FRIEND, date(on.year - 20, 1, 1), through_work=False, peer=False),
        contact=Contact(
            stage=Stage.CONNECTED,
            account=Account.PERSONAL,
            form=Form.DIRECT,
            platform="whatsapp",
            sanctioned=False,
            for_work=False,
            child_at_risk=False,
            unaware=False,
        ),
    )
    relationship = Relationship(
        school_id=school_id,
        other_name=name,
        other_kinds=("parent", "friend"),
        names_a_pupil=False,
        parents_know=ParentsKnow.NOT_A_CHILD,
        platforms=("whatsapp",),
        handle="",
        context=context,
        facts=facts,
    )
    shown = Shown(
        "What I have written is true.", "You may stay in contact", "Declare it, and keep it personal."
    )
    return Entry(relationship, decide(facts, settings), shown)


def signature(actor: Actor) -> Signature:
    return Signature(name=actor.name, method=SIGNED)
