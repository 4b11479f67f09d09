"""The pages of the flow in their order, the questions on each, and which page comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aboveboard.declarations.questions.answers import Answers
from aboveboard.declarations.questions.case import Case
from aboveboard.declarations.questions.matters import (
    age_matters,
    beginning_matters,
    birth_date_matters,
    child_is_concerned,
    contact_questions_that_matter,
    leaving_matters,
    like_age_matters,
    safety_matters,
    teaching_matters,
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `asks` gives the names of the questions on it that matter for a case; none: the page is left out.

    A name is that of a field of `Answers`.
    """

    key: str
    heading: str
    asks: Callable[[Case], tuple[str, ...]]

    def applies(self, case: Case) -> bool:
        """Whether the page is asked in this case."""
        return bool(self.asks(case))


def _always(*names: str) -> Callable[[Case], tuple[str, ...]]:
    return lambda case: names


def _child(case: Case) -> tuple[str, ...]:
    asked = [
        ("under_18", age_matters(case)),
        ("born_on", birth_date_matters(case)),
        ("child_at_risk", safety_matters(case)),
    ]
    return tuple(name for name, matters in asked if matters)


def _at_school(case: Case) -> tuple[str, ...]:
    asked = [("left_on", leaving_matters(case)), ("taught", teaching_matters(case))]
    return tuple(name for name, matters in asked if matters)


def _beginning(case: Case) -> tuple[str, ...]:
    if is_outside_guidance(case) or not beginning_matters(case):
        return ()
    return ("since", "through_work", "peer") if like_age_matters(case) else ("since", "through_work")


def _contact(case: Case) -> tuple[str, ...]:
    if is_outside_guidance(case):
        return ()
    matters = contact_questions_that_matter(case)
    # "Did you know who it was?" stands below "we are in contact already".
    asked = (
        ("stage", "form", "purpose")
        if "knew_who" not in matters
        else ("stage", "form", "purpose", "knew_who")
    )
    return tuple(name for name in asked if name in matters)


def is_outside_guidance(case: Case) -> bool:
    """Whether the answer is that this is not social media and so no matter of the guidance: never for a child.

    Settled once the first three pages are answered. Source: guidance S1.4.
    """
    return not case.is_social_media and not child_is_concerned(case)


PAGES: tuple[Page, ...] = (
    Page("platform", "Where are you in touch, or where might you be?", _always("platforms")),
    Page("who", "How do you know them?", _always("kinds", "school")),
    Page("child", "Is a child concerned?", _child),
    Page("at_school", "Their time at school", _at_school),
    Page("beginning", "How you came to know them", _beginning),
    Page("contact", "About the contact", _contact),
)

BY_KEY: dict[str, Page] = {page.key: page for page in PAGES}

ALWAYS_OPTIONAL = frozenset({"school", "knew_who"})
"""Needed only beside certain other answers of the same page; the form says when."""


def is_answered(page: Page, case: Case) -> bool:
    """Whether every question that the page asks in this case has its answer."""
    answers: Answers = case.answers
    return all(getattr(answers, name) is not None for name in page.asks(case) if name not in ALWAYS_OPTIONAL)


def asked_pages(case: Case) -> tuple[Page, ...]:
    """The pages that apply, up to and with the first that is not answered; in order."""
    found: list[Page] = []
    for page in PAGES:
        if not page.applies(case):
            continue
        found.append(page)
        if not is_answered(page, case):
            break
    return tuple(found)


def next_page(case: Case) -> Page | None:
    """The first page that is not answered yet; None when the answer can be given."""
    pages = asked_pages(case)
    return pages[-1] if pages and not is_answered(pages[-1], case) else None
