"""Who may be in contact with whom: `decide(facts, settings)` answers with a verdict and its reasons.

`facts` what is told, `reading` facts from JSON, `settings` what the trust chose, `situation` the words used,
`decide` the rules in order, `duties` and `review` what follows from an answer, `verdict` its shape.
"""

from aboveboard.rules.relationships.decide import decide
from aboveboard.rules.relationships.facts import Facts
from aboveboard.rules.relationships.reading import FactsError, read_facts
from aboveboard.rules.relationships.settings import DEFAULTS, Settings, SettingsError, read_settings
from aboveboard.rules.relationships.verdict import Duty, Outcome, ReviewDate, Verdict, Why

__all__ = [
    "DEFAULTS",
    "Duty",
    "Facts",
    "FactsError",
    "Outcome",
    "ReviewDate",
    "Settings",
    "SettingsError",
    "Verdict",
    "Why",
    "decide",
    "read_facts",
    "read_settings",
]
