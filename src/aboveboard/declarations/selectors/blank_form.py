"""The form on paper."""

from __future__ import annotations

from datetime import datetime

from aboveboard.people.selectors.trust import get_trust
from aboveboard.personnel.documents import BlankForm, render_pdf
from aboveboard.rules.actor import Role

GUIDANCE_REVISION = "0"


def get_blank_form(*, now: datetime) -> bytes:
    """The form on one page, to print and fill in by hand: a PDF. Source: guidance A1.1, A1.4."""
    trust = get_trust()
    return render_pdf(
        BlankForm(
            trust_name=trust.name,
            operations_manager=trust.labels[Role.SCHOOL_OPERATIONS_MANAGER],
            guidance_revision=GUIDANCE_REVISION,
            dated_at=now,
        )
    )
