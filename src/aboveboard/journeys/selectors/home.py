"""What waits for somebody, over all rooms: the first page after signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from aboveboard.declarations.selectors.asking import QuestionPage, list_questions
from aboveboard.declarations.selectors.desk import count_desk
from aboveboard.declarations.selectors.named import count_open_requests
from aboveboard.declarations.selectors.own import (
    DraftRow,
    RoundRow,
    WaitingRow,
    count_to_confirm,
    list_my_drafts,
    list_rounds_asking,
    list_waiting_for_me,
)
from aboveboard.journeys.selectors.roles import RoleHere, list_roles_here
from aboveboard.ledger.selectors.verifications import Verified, get_last_verification
from aboveboard.notices.selectors.alerts import OpenAlert, list_open_alerts
from aboveboard.notices.selectors.notices import count_unread
from aboveboard.people.selectors.trust import get_trust
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.receiving import DESK_ROLES

CONFIRM_AHEAD = timedelta(days=30)
"""How long before its day a yearly confirmation is asked for."""


@dataclass(frozen=True, slots=True)
class Home:
    """What waits for the actor, the most pressing first, and what their roles are for.

    `staff`: whether they may ask and declare. `works_here`: whether they hold anything at all today.
    `auditor`: whether the ledger's pages are for them; `verified` is then the last look at all of it.
    """

    staff: bool
    works_here: bool
    roles: tuple[RoleHere, ...]
    alerts: tuple[OpenAlert, ...]
    asked: tuple[WaitingRow, ...]
    on_desk: int
    requests: int
    questions: tuple[QuestionPage, ...]
    rounds: tuple[RoundRow, ...]
    to_confirm: int
    unread: int
    drafts: tuple[DraftRow, ...]
    auditor: bool
    verified: Verified | None

    @property
    def waits(self) -> bool:
        """Whether anything waits at all."""
        return bool(
            self.alerts
            or self.asked
            or self.on_desk
            or self.requests
            or self.questions
            or self.rounds
            or self.to_confirm
            or self.unread
        )


def get_home(actor: Actor, *, now: datetime) -> Home:
    """The actor's own page. A constant number of queries."""
    on = uk_date(now)
    return Home(
        staff=actor.holds(Role.STAFF_MEMBER),
        works_here=bool(actor.holdings),
        roles=list_roles_here(actor, get_trust().labels),
        alerts=tuple(list_open_alerts(actor)),
        asked=list_waiting_for_me(actor),
        on_desk=count_desk(actor, on=on).mine if actor.holds(*DESK_ROLES) else 0,
        requests=count_open_requests(actor),
        questions=tuple(each for each in list_questions(actor, on=on) if each.to_answer),
        rounds=tuple(each for each in list_rounds_asking(actor) if each.answered_at is None),
        to_confirm=count_to_confirm(actor, by=on + CONFIRM_AHEAD),
        unread=count_unread(actor),
        drafts=list_my_drafts(actor),
        auditor=(auditor := actor.holds(Role.AUDITOR)),
        verified=get_last_verification(actor) if auditor else None,
    )
