"""The answer of a case that has been answered in full."""

from __future__ import annotations

from aboveboard.declarations.questions.case import Case, to_facts
from aboveboard.declarations.questions.pages import is_outside_guidance
from aboveboard.rules.relationships import Verdict, decide


def conclude(case: Case) -> Verdict | None:
    """The verdict; None when it is no social media and no child is concerned. Source: guidance S1.4."""
    return None if is_outside_guidance(case) else decide(to_facts(case), case.settings)
