"""The papers of a declaration: the form as it was signed, sealed, and the facts as they are stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from aboveboard.declarations.selectors.blank_form import GUIDANCE_REVISION
from aboveboard.declarations.services.entries import Relationship, Shown
from aboveboard.declarations.services.signing import Signature
from aboveboard.ledger.filing import Part
from aboveboard.people.selectors.trust import TrustDetails
from aboveboard.personnel.documents import DeclarationForm
from aboveboard.personnel.seal import make_sealed_pdf
from aboveboard.rules.actor import Role
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.relationships import Facts

FORM = "declaration.pdf"
"""The name of the sealed PDF among the parts of a filed declaration."""


def render_form(
    relationship: Relationship,
    *,
    reference: str,
    author_name: str,
    school_name: str,
    trust: TrustDetails,
    shown: Shown,
    signature: Signature,
    now: datetime,
) -> Part:
    """The form as a sealed PDF/A, with the form's fields in the form's order. Source: guidance A1.5, A1.6."""
    form = DeclarationForm(
        trust_name=trust.name,
        operations_manager=trust.labels[Role.SCHOOL_OPERATIONS_MANAGER],
        reference=reference,
        filed_at=now,
        staff_name=author_name,
        school=school_name,
        relationship_with=relationship.other_name,
        context=relationship.context,
        signed_name=signature.name,
        signed_on=uk_date(now),
        statement=shown.statement,
        answer_heading=shown.answer_heading,
        answer=shown.answer,
        guidance_revision=GUIDANCE_REVISION,
    )
    return Part(FORM, "application/pdf", make_sealed_pdf(form, now=now))


def record_part(record: dict[str, Any]) -> Part:
    """What was filed, as JSON in a part of its own: for whoever checks years later, and for no reader in a hurry."""
    return Part("record.json", "application/json", json.dumps(record, ensure_ascii=False).encode())


def facts_as_json(facts: Facts) -> dict[str, Any]:
    """Facts in the shape that `rules.relationships.read_facts` reads."""
    plain: dict[str, Any] = _plain(asdict(facts))
    for row in (*plain["other"]["enrolments"], *plain["other"]["parent_of"]):
        row["from"] = row.pop("begins_on")
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(inner) for inner in value]
    return value
