"""What the largest trust's declarations brought with them: events, file entries and notices, in bulk.

Without papers or leaves: for measuring pages, and nothing that is proved.
"""

from __future__ import annotations

from tests.benchmarks.largest_trust import SCHOOL_ROLES, SCHOOLS, LargestTrust, load_in_bulk

from aboveboard.declarations.models import Declaration, DeclarationEvent
from aboveboard.notices.models import Delivery, MailState, Notice, NoticeState
from aboveboard.personnel.models import FileEntry
from aboveboard.rules.retention import FileEntryKind, RetentionRule

TEACHER = SCHOOLS * len(SCHOOL_ROLES) + 10
"""Whose declarations fill a list, and more: an index of `LargestTrust.staff`. They hold no role."""

A_PAGE_AND_MORE = 40
NOTICES = 2_000
"""So many had the operations manager of the first school: all that nearly two years bring at a large school."""


def load_files(trust: LargestTrust, held: list[int]) -> None:
    """Give what goes with them to the declarations `held`, and forty of them to one teacher."""
    Declaration.objects.filter(pk__in=held[:A_PAGE_AND_MORE]).update(
        person_id=trust.staff[TEACHER], school_id=trust.schools[TEACHER % SCHOOLS]
    )
    made = list(Declaration.objects.only("pk", "person_id", "school_id", "submitted_at", "reference"))
    load_in_bulk(
        DeclarationEvent,
        (
            DeclarationEvent(
                declaration=each,
                kind="declaration.submitted",
                by_id=each.person_id,
                at=each.submitted_at,
                reference=each.reference,
            )
            for each in made
        ),
    )
    load_in_bulk(
        FileEntry,
        (
            FileEntry(
                person_id=each.person_id,
                kind=FileEntryKind.DECLARATION,
                title="Declaration of a social media relationship",
                filed_at=each.submitted_at,
                reference=each.reference,
                part_name="declaration.pdf",
                rule=RetentionRule.EMPLOYMENT,
            )
            for each in made
        ),
    )
    _load_notices(trust.staff[0], made[:NOTICES])


def _load_notices(manager: int, about: list[Declaration]) -> None:
    notices = load_in_bulk(
        Notice,
        (
            Notice(
                kind="declaration_came",
                key=each.reference,
                addressee=f"person:{manager}",
                target={"person": manager},
                subject="A declaration has come to you",
                body="Please read it and say that you have received it.",
                link=f"/desk/{each.reference}/",
                about=each.reference,
                made_by="benchmark",
                made_at=each.submitted_at,
                send_after=each.submitted_at,
                resolved_at=each.submitted_at,
                state=NoticeState.SENT,
            )
            for each in about
        ),
    )
    load_in_bulk(
        Delivery,
        (
            Delivery(
                notice=each,
                kind=each.kind,
                key=each.key,
                person_id=manager,
                made_at=each.made_at,
                mail=MailState.SENT,
                emailed_at=each.made_at,
                next_try_at=each.made_at,
            )
            for each in notices
        ),
    )
