"""The questions that lead to an answer: which of them matter for a case, and the facts that the answers make.

Pure: no tables, no requests, nothing kept. "Can I ...?" and the journey of a declaration both ask by it. `answers` are
the typed answers, `asker` who asks, `case` the two together and the facts they make, `matters` and `pages` what is
asked next, `texts` and `summary` the words.
"""

from aboveboard.declarations.questions.answers import Answers, Kind
from aboveboard.declarations.questions.asker import Asker
from aboveboard.declarations.questions.case import AgreedUse, Case, to_facts
from aboveboard.declarations.questions.conclusion import conclude
from aboveboard.declarations.questions.pages import (
    BY_KEY,
    PAGES,
    Page,
    asked_pages,
    is_outside_guidance,
    next_page,
)
from aboveboard.declarations.questions.summary import Row, summarise

__all__ = [
    "BY_KEY",
    "PAGES",
    "AgreedUse",
    "Answers",
    "Asker",
    "Case",
    "Kind",
    "Page",
    "Row",
    "asked_pages",
    "conclude",
    "is_outside_guidance",
    "next_page",
    "summarise",
    "to_facts",
]
