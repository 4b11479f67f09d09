"""Which open declarations a change of the trust's settings would change, before anybody makes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from aboveboard.declarations.models import Declaration, DeclarationMatter
from aboveboard.people.settings_effects import Effect
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.relationships import Facts, Outcome, Settings, decide, read_facts
from aboveboard.rules.transitions import OPEN_STATES

_WORDS: dict[Outcome, str] = {
    Outcome.PERMITTED_IF_DECLARED: "yes, if declared",
    Outcome.NOTHING_TO_DECLARE: "nothing to declare",
    Outcome.SEEK_ADVICE: "ask first",
    Outcome.REJECT_AND_REPORT: "decline and report",
    Outcome.NOT_PERMITTED: "not allowed",
}


def list_settings_effects(before: Settings, after: Settings, now: datetime) -> tuple[Effect, ...]:
    """How many open declarations would get another answer today, by the answer they have and would have.

    Figures alone: whose they are is for those who received them. One query.
    """
    on = uk_date(now)
    turned: Counter[tuple[Outcome, Outcome]] = Counter()
    for facts in _open_facts():
        today = replace(facts, on=on)
        turned[decide(today, before).outcome, decide(today, after).outcome] += 1
    return tuple(
        Effect(
            count,
            f"{count} declared relationship{'' if count == 1 else 's'} would go from “{_WORDS[old]}” "
            f"to “{_WORDS[new]}”.",
        )
        for (old, new), count in sorted(turned.items())
        if old is not new
    )


def _open_facts() -> Iterator[Facts]:
    """The facts that count, of every open declaration of a relationship: on record where it is matched."""
    held = Declaration.objects.filter(state__in=OPEN_STATES, matter=DeclarationMatter.RELATIONSHIP)
    for told, record in held.order_by().values_list("told_facts", "record_facts").iterator(chunk_size=2000):
        yield read_facts(record or told)
