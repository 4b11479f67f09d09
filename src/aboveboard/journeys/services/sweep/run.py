"""One run of the daily sweep, and what is written down of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from aboveboard.journeys.models import SweepRun
from aboveboard.journeys.services.sweep.parts import PARTS, SweepPart, Today
from aboveboard.rules.actor import SystemActor
from aboveboard.rules.calendar import uk_date

logger = logging.getLogger(__name__)

MOST_DAYS_OFF = 28
"""Days for which a late sweep makes up with reminders; answers, drafts and questions it makes up for however long."""


class SweepFailed(Exception):
    """Some parts failed; the others are done. Named without any record's words."""


def run_sweep(
    *,
    actor: SystemActor,
    now: datetime,
    read_clock: Callable[[], datetime] | None = None,
    progress: Callable[[SweepPart, int, int], object] = lambda part, done, of: None,
) -> str:
    """Do every part for the UK day of `now`; a few words of figures. Safe twice, late, and beside another run.

    A part that fails holds up no other; raises SweepFailed at the end, so that the job is tried again. `read_clock`
    tells when it ended; without it, it ends at `now`. `progress` hears how far each part is.
    Source: guidance S4.5, S8.7, S8.8.
    """
    on = uk_date(now)
    since = _get_last_day(on)
    run = SweepRun.objects.create(on=on, started_at=now)
    for part in PARTS:

        def hear(done: int, of: int, part: SweepPart = part) -> None:
            progress(part, done, of)

        progress(part, 0, 1)
        try:
            run.counts[part.name] = part.does(Today(actor, now, on, since, hear))
        except Exception:
            # Its kind alone is logged by the formatter: the words of a fault may hold names.
            logger.exception("part of the sweep failed", extra={"part": part.name})
            run.failed.append(part.name)
        progress(part, 1, 1)
        run.save(update_fields=["counts", "failed"])
    run.finished_at = max(read_clock() if read_clock else now, now)
    run.save(update_fields=["finished_at"])
    if run.failed:
        raise SweepFailed(", ".join(run.failed))
    return in_words(run.counts)


def in_words(counts: dict[str, dict[str, int]]) -> str:
    """The figures of a run that are not nought."""
    said = [
        f"{name}: " + ", ".join(f"{figure} {words}" for words, figure in figures.items() if figure)
        for name, figures in counts.items()
        if any(figures.values())
    ]
    return "; ".join(said) or "nothing was due"


def _get_last_day(on: date) -> date:
    """The last day that was swept whole before `on`, but no more than `MOST_DAYS_OFF` ago."""
    longest_ago = on - timedelta(days=MOST_DAYS_OFF)
    whole = SweepRun.objects.filter(on__lt=on, finished_at__isnull=False, failed=[])
    last = whole.order_by("-on").values_list("on", flat=True).first()
    return max(last or longest_ago, longest_ago)
