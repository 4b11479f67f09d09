"""100,000 declarations for the largest trust, in bulk: friends who are parents of pupils, most of them matched."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.benchmarks.largest_trust import LargestTrust, load_in_bulk

from aboveboard.declarations.models import (
    Declaration,
    DeclarationMatter,
    DeclarationRecipient,
    ParentsKnow,
)
from aboveboard.declarations.selectors.due import put_on_record
from aboveboard.declarations.services.documents import facts_as_json
from aboveboard.people.models import Engagement, Enrolment, ParentLink, RoleHolding
from aboveboard.people.selectors.facts import list_person_facts, list_staff_facts
from aboveboard.rules.actor import Role
from aboveboard.rules.looking_again import monday_of
from aboveboard.rules.relationships import DEFAULTS, decide
from aboveboard.rules.relationships.facts import Account, Contact, Facts, Form, Stage, Tie, TieKind
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import DeclarationState

DECLARATIONS, AT_ONCE = 100_000, 2_000
STATES = (*[DeclarationState.ACKNOWLEDGED] * 9, DeclarationState.NEW)


def load_declarations(
    trust: LargestTrust, *, on: date, count: int = DECLARATIONS, seed: int = 2
) -> list[int]:
    """Load declarations made up to a year ago and decided on Monday; returns their keys, in order.

    Each names a parent of a pupil at the author's school, as a friend; four of five are matched.
    """
    chance = random.Random(seed)
    school_of = dict(Engagement.objects.values_list("person_id", "school_id"))
    parents_at: dict[int | None, list[int]] = {}
    school_of_pupil = dict(Enrolment.objects.values_list("person_id", "school_id"))
    for parent, pupil in ParentLink.objects.values_list("parent_id", "pupil_id"):
        parents_at.setdefault(school_of_pupil[pupil], []).append(parent)
    receivers = [
        (matter, role, dict(RoleHolding.objects.filter(role=role).values_list("school_id", "person_id")))
        for matter, role in (
            (Matter.DECLARATION, Role.SCHOOL_OPERATIONS_MANAGER),
            (Matter.DECLARATION_COPY, Role.SENIOR_LEADER),
        )
    ]
    made: list[int] = []
    while len(made) < count:
        size = min(AT_ONCE, count - len(made))
        authors = [chance.choice(trust.staff) for _ in range(size)]
        pairs = [(chance.choice(parents_at[school_of[author]]), author) for author in authors]
        rows = list(_rows(pairs, school_of, chance, on=on))
        batch = [row.pk for row in load_in_bulk(Declaration, iter(rows))]
        load_in_bulk(
            DeclarationRecipient,
            (
                DeclarationRecipient(
                    declaration_id=pk,
                    person_id=holders[row.school_id],
                    matter=matter,
                    role=role,
                    from_at=row.submitted_at,
                )
                for pk, row in zip(batch, rows, strict=True)
                for matter, role, holders in receivers
            ),
        )
        made += batch
    return made


def _rows(
    pairs: list[tuple[int, int]], school_of: dict[int, int | None], chance: random.Random, *, on: date
) -> Iterator[Declaration]:
    decided_on = monday_of(on)
    others = list_person_facts(pairs, on=decided_on)
    staff = list_staff_facts([(author, school_of[author]) for _, author in pairs], on=decided_on)
    for parent, author in pairs:
        told = Facts(decided_on, staff[author, school_of[author]], others[parent, author], _tie(), _contact())
        facts = put_on_record(told, staff=None, known=others[parent, author])
        verdict = decide(facts, DEFAULTS)
        stored: dict[str, Any] = facts_as_json(facts)
        matched = chance.random() < 0.8
        days_ago = chance.randrange(350)
        yield Declaration(
            person_id=author,
            school_id=school_of[author],
            matter=DeclarationMatter.RELATIONSHIP,
            state=chance.choice(STATES),
            other_name="Robin Example",
            other_kinds=["parent", "friend"],
            names_a_pupil=False,
            parents_know=ParentsKnow.NOT_A_CHILD,
            platforms=["whatsapp"],
            context="We have been friends since school, and our families meet at weekends.",
            told_facts=stored,
            told_verdict=verdict.as_json(),
            record_facts=stored if matched else None,
            record_verdict=verdict.as_json() if matched else None,
            matched_person_id=parent if matched else None,
            look_again_on=on + timedelta(days=1 + chance.randrange(364)),
            confirm_by_on=on + timedelta(days=30 + chance.randrange(300)),
            submitted_at=datetime.combine(on - timedelta(days=days_ago), time(10), UTC),
            signed_name="Somebody",
            signed_by_method="password",
            reference=f"AB-{chance.getrandbits(60):015X}",
        )


def _tie() -> Tie:
    return Tie(kind=TieKind.FRIEND, since=date(2005, 6, 1), through_work=False, peer=True)


def _contact() -> Contact:
    return Contact(
        stage=Stage.CONNECTED,
        account=Account.PERSONAL,
        form=Form.DIRECT,
        platform="whatsapp",
        sanctioned=False,
        for_work=False,
        child_at_risk=False,
        unaware=False,
    )
