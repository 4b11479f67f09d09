"""What the largest trust has declared: 100,000 declarations with their recipients, events, file entries and notices.

Rows written in bulk, without papers or leaves: for measuring lists and sweeps, and nothing that is proved.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import transaction
from tests.benchmarks.largest_trust import FAMILY, GIVEN, SCHOOLS, LargestTrust, load_in_bulk
from tests.rules.build import child
from tests.rules.build import facts as ordinary

from aboveboard.declarations.models import (
    Declaration,
    DeclarationEvent,
    DeclarationMatter,
    DeclarationRecipient,
)
from aboveboard.notices.models import Delivery, MailState, Notice, NoticeState
from aboveboard.people.models import School
from aboveboard.personnel.models import FileEntry
from aboveboard.rules.actor import Role
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.relationships import Settings, decide, read_facts
from aboveboard.rules.retention import FileEntryKind, RetentionRule
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import DeclarationState

DECLARATIONS = 100_000
DUE = 1_000
NOTICES = 20_000
HOLDERS = 4 * SCHOOLS + 4
"""How many of the staff hold a role; they come first."""

TEACHER = HOLDERS + 10
"""Whose 34 declarations fill a list: an index of `LargestTrust.staff`."""

CONTEXT = "We have been friends since our own school days, and our children play together. " * 3
_STATES = (
    *[DeclarationState.ACKNOWLEDGED] * 16,
    DeclarationState.NEW,
    DeclarationState.ENDED,
    DeclarationState.SUPERSEDED,
    DeclarationState.QUESTIONED,
)


def load_declarations(
    trust: LargestTrust, *, now: datetime, count: int = DECLARATIONS, due: int = DUE, seed: int = 2
) -> None:
    """Give `trust` what its staff have declared in two years; `due` of them are to be looked at again today."""
    with transaction.atomic():
        _load(trust, random.Random(seed), now=now, count=count, due=due)


def _load(trust: LargestTrust, chance: random.Random, *, now: datetime, count: int, due: int) -> None:
    made = load_in_bulk(Declaration, _declarations(trust, chance, now=now, count=count, due=due))
    school_of = {school: index for index, school in enumerate(trust.schools)}

    def recipients() -> Iterator[DeclarationRecipient]:
        for declaration in made:
            seat = school_of[declaration.school_id]
            yield _recipient(
                declaration, trust.staff[seat], Matter.DECLARATION, Role.SCHOOL_OPERATIONS_MANAGER
            )
            leader = trust.staff[3 * SCHOOLS + seat]
            yield _recipient(declaration, leader, Matter.DECLARATION_COPY, Role.SENIOR_LEADER)

    load_in_bulk(DeclarationRecipient, recipients())
    load_in_bulk(
        DeclarationEvent,
        (
            DeclarationEvent(
                declaration=declaration,
                kind="declaration.submitted",
                by_id=declaration.person_id,
                at=declaration.submitted_at,
                reference=declaration.reference,
            )
            for declaration in made
        ),
    )
    load_in_bulk(
        FileEntry,
        (
            FileEntry(
                person_id=declaration.person_id,
                kind=FileEntryKind.DECLARATION,
                title="Declaration of a social media relationship",
                filed_at=declaration.submitted_at,
                reference=declaration.reference,
                part_name="declaration.pdf",
                rule=RetentionRule.EMPLOYMENT,
            )
            for declaration in made
        ),
    )
    _load_notices(trust, made[:NOTICES])


def _declarations(
    trust: LargestTrust, chance: random.Random, *, now: datetime, count: int, due: int
) -> Iterator[Declaration]:
    today = uk_date(now)
    keys = dict(School.objects.values_list("pk", "key"))
    for number in range(count):
        # Nobody who receives declarations makes any here, and one teacher has made a whole page of them.
        index = TEACHER if number % 3_000 == 0 else HOLDERS + number % (len(trust.staff) - HOLDERS)
        school = trust.schools[index % SCHOOLS]
        facts, verdict = _told(keys[school], today.isoformat())
        waits = timedelta(days=0 if number < due else chance.randint(1, 700))
        yield Declaration(
            person_id=trust.staff[index],
            school_id=school,
            matter=DeclarationMatter.RELATIONSHIP,
            state=DeclarationState.ACKNOWLEDGED if number < due else chance.choice(_STATES),
            other_name=f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}-{number:06}",
            other_kinds=["parent", "friend"],
            names_a_pupil=False,
            platforms=["whatsapp"],
            context=CONTEXT,
            told_facts=facts,
            told_verdict=verdict,
            look_again_on=today + waits,
            confirm_by_on=today + timedelta(days=chance.randint(1, 365)),
            submitted_at=now - timedelta(minutes=chance.randrange(2 * 365 * 24 * 60)),
            signed_name="Somebody",
            signed_by_method="password",
            reference=f"bench-{number:06}",
        )


@cache
def _told(school_key: str, on: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts of a friend who is a parent at the school, and the verdict on them, as they are stored."""
    facts = ordinary(
        on=on,
        schools=[school_key],
        parent_of=[child(school=school_key)],
        kind="friend",
        since="2006-01-01",
        stage="connected",
    )
    return facts, decide(read_facts(facts), Settings()).as_json()


def _recipient(declaration: Declaration, person: int, matter: Matter, role: Role) -> DeclarationRecipient:
    return DeclarationRecipient(
        declaration=declaration,
        person_id=person,
        matter=matter,
        role=role.value,
        from_at=declaration.submitted_at,
    )


def _load_notices(trust: LargestTrust, about: list[Declaration]) -> None:
    """One notice each to the operations manager of the first school, who so has as many as anybody ever will."""
    manager = trust.staff[0]
    notices = load_in_bulk(
        Notice,
        (
            Notice(
                kind="declaration_came",
                key=declaration.reference,
                addressee=f"person:{manager}",
                target={"person": manager},
                subject="A declaration has come to you",
                body="Please read it and say that you have received it.",
                link=f"/desk/{declaration.reference}/",
                about=declaration.reference,
                made_by="benchmark",
                made_at=declaration.submitted_at,
                send_after=declaration.submitted_at,
                resolved_at=declaration.submitted_at,
                state=NoticeState.SENT,
            )
            for declaration in about
        ),
    )
    load_in_bulk(
        Delivery,
        (
            Delivery(
                notice=notice,
                kind=notice.kind,
                key=notice.key,
                person_id=manager,
                made_at=notice.made_at,
                mail=MailState.SENT,
                emailed_at=notice.made_at,
                next_try_at=notice.made_at,
            )
            for notice in notices
        ),
    )
