"""A declaration filed through the services, for tests that need one."""

from __future__ import annotations

from datetime import date, datetime

from aboveboard.declarations.questions import Case, Kind
from aboveboard.declarations.questions.answers import Purpose, YesNo, YesNoUnsure
from aboveboard.declarations.selectors.asking import get_asking
from aboveboard.declarations.services.prepare import ParentsKnow, Told
from aboveboard.declarations.services.signing import Signature
from aboveboard.declarations.services.submit import submit_declarations
from aboveboard.people.models import Person
from aboveboard.people.selectors.actors import get_actor
from aboveboard.people.selectors.trust import get_trust
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.relationships.facts import Form, Stage
from aboveboard.web.dates import ApproximateDate, Precision

SIGNED = Signature("Test Signer", "emailed_code")

TYPED = {
    "mode": ["one"],
    "kinds": ["parent", "friend"],
    "since-year": ["2012"],
    "through_work": ["no"],
    "platforms": ["whatsapp"],
    "stage": ["connected"],
    "form": ["direct"],
    "purpose": ["private"],
    "knew_who": ["yes"],
    "context": ["We have been friends for years."],
    "ready": ["yes"],
}


def told_of(
    person: Person,
    *,
    now: datetime,
    name: str = "Priya Example",
    kinds: frozenset[Kind] = frozenset({Kind.PARENT, Kind.FRIEND}),
) -> Told:
    """What `person` tells of somebody, by default a friend of many years who is a parent at their school."""
    asking = get_asking(get_actor(person, on=uk_date(now)), now=now)
    case: Case = asking.case.answered(
        kinds=kinds,
        school=asking.choices[0][0],
        platforms=("whatsapp",),
        since=ApproximateDate(date(2012, 1, 1), Precision.YEAR),
        through_work=YesNoUnsure.NO,
        under_18=YesNoUnsure.YES if Kind.PUPIL in kinds else None,
        stage=Stage.CONNECTED,
        form=Form.DIRECT,
        purpose=Purpose.PRIVATE,
        knew_who=YesNo.YES,
    )
    return Told(
        other_name=name,
        case=case,
        platforms=("whatsapp",),
        handle="",
        context="We have been friends for years.",
        parents_know=ParentsKnow.NOT_A_CHILD,
        typed={**TYPED, "other_name": [name], "school": [asking.choices[0][0]], "kinds": sorted(kinds)},
    )


def declare(
    person: Person,
    *,
    now: datetime,
    name: str = "Priya Example",
    kinds: frozenset[Kind] = frozenset({Kind.PARENT, Kind.FRIEND}),
    leave_out: frozenset[int] = frozenset(),
    draft_id: int | None = None,
) -> str:
    """File one declaration of `person`'s; its reference."""
    actor = get_actor(person, on=uk_date(now))
    told = told_of(person, now=now, name=name, kinds=kinds)
    school_id = get_asking(actor, now=now).school_id(told.case.answers.school)
    prepared = told.prepared(school_id=school_id, trust=get_trust())
    assert prepared.entry, "There is nothing to sign in this case."
    (filed,) = submit_declarations(
        actor=actor,
        entries=[prepared.entry],
        signature=SIGNED,
        leave_out=leave_out,
        draft_id=draft_id,
        now=now,
    )
    return filed.reference
