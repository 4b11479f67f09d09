"""Raising an alert, taking it on, and passing it up the line when its deadline goes by."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from aboveboard.ledger import kinds
from aboveboard.ledger.filing import Filed, Filing, Part, filing, make_reference
from aboveboard.notices import directory
from aboveboard.notices.directory import ResolvedRecipient
from aboveboard.notices.models import Alert, AlertTold
from aboveboard.notices.selectors.alerts import visible_to
from aboveboard.notices.services.outbox import send_notice, withdraw_notices
from aboveboard.notices.targets import Target, Tier, ToPerson, ToRole, as_json, from_json
from aboveboard.rules.actor import Actor, AnyActor, Role, SystemActor
from aboveboard.rules.alerts import ALERT_TRANSITIONS, AlertState, AlertStep, next_deadline
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotFound, WrongState

LAST_RESORT: tuple[Target, ...] = (ToRole(Role.TRUST_LEADER), ToRole(Role.CHAIR))
"""Told as well when a line has run out: the trust leader, or the chair if there is none who may know."""

ALERT_BODY = (
    "Something has been reported that somebody must take on now. You are in line for it.\n\n"
    'Sign in, read what happened, and press "I have this". If nobody does by the time shown on the page, '
    "it goes to the next person in line."
)
AGAIN_BODY = (
    "Something was reported, and nobody has taken it on yet. Everybody in line for it is being told.\n\n"
    'Sign in, read what happened, and press "I have this".'
)
TAKEN_BODY = (
    "Somebody has taken on an alert that you were told of. You need do nothing more unless they ask you."
)

_OPEN = [state for (state, step) in ALERT_TRANSITIONS if step is AlertStep.ACKNOWLEDGE]


RAISED = kinds.register("alert.raised", "Somebody was told of something that must be taken on at once")
ACKNOWLEDGED = kinds.register("alert.acknowledged", "Somebody who was told took an alert on")
TAKEN_AWAY = kinds.register(
    "alert.taken_away", "An alert went back to its line: it concerned whoever had taken it on"
)


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert as it stands when the filing commits. `told` is how many people see it from then on.

    `reference` is the ledger's too, so that `receipt(Filed(raised.reference))` is its receipt.

    None told means that nobody has been: say so, and say whom to telephone.
    """

    reference: str
    told: int


def raise_alert(
    *,
    actor: AnyActor,
    now: datetime,
    kind: str,
    subject: str,
    happened: str,
    line: Sequence[Target | Tier],
    answer_within: timedelta,
    link: str = "",
    about: str = "",
    excluding: Collection[int] = (),
    filing: Filing,
    reference: str = "",
) -> Raised:
    """Tell the first in `line` who is there, on screen at once and by e-mail, and go on until somebody has it.

    It is written, told and filed in the transaction of `filing`.

    `line` is whom to tell, in order; a tuple in it is a tier told together (see `targets.line_of_people`).
    `answer_within` is what each of them has. `happened` says what happened in words, and is shown on screen to those
    told, never mailed; `subject` names no pupil and no other person. `excluding` are never told, not even when
    the line has run out. `reference` is one that `make_reference` gave with the page that has the button, so that a
    button pressed twice raises one alert: IntegrityError for the second. Source: guidance S4.3, S12.2.
    """
    tiers = [[as_json(target) for target in _tier(part)] for part in line]
    alert = Alert(
        reference=reference or make_reference(),
        kind=kind,
        subject=subject,
        happened=happened,
        link=link,
        about=about,
        line=tiers,
        excluding=sorted(excluding),
        answer_within=answer_within,
        state=AlertState.RAISED,
        deadline_at=next_deadline(now, answer_within=answer_within),
        raised_by=actor.reference,
        raised_at=now,
    )
    alert.save(force_insert=True)
    told = _tell_next(alert, actor=actor, now=now, first=0)
    content = {
        "alert": alert.reference,
        "kind": kind,
        "subject": subject,
        "happened": happened,
        "about": about,
        "line": tiers,
        "answer_within_seconds": int(answer_within.total_seconds()),
        "told": told,
        "by": actor.reference,
        "at": now.isoformat(),
    }
    filing.file(kind=RAISED, parts=[_record(content)], reference=alert.reference)
    return Raised(alert.reference, told)


def acknowledge_alert(*, actor: Actor, now: datetime, reference: str) -> Filed:
    """The actor has it: the alert goes no further. Raises NotFound unless they were told, WrongState if it is taken."""
    alert = visible_to(actor).filter(reference=reference).first()
    if alert is None:
        raise NotFound
    with filing(actor=actor, now=now) as current:
        filed = current.file(
            kind=ACKNOWLEDGED,
            parts=[_record({"alert": reference, "by": actor.reference, "at": now.isoformat()})],
        )
        # From any state that allows it, not from the one read: that it has just gone further must not stop anybody.
        taken = Alert.objects.filter(pk=alert.pk, state__in=_OPEN).update(
            state=AlertState.ACKNOWLEDGED,
            acknowledged_by=actor.person_id,
            acknowledged_at=now,
            acknowledged_reference=filed.reference,
            deadline_at=None,
        )
        if not taken:
            raise WrongState("Somebody has taken this on already.")
        withdraw_notices(actor=actor, now=now, about=alert.reference)
        others = alert.told.exclude(person__in=[actor.person_id, *alert.excluding]).values_list(
            "person_id", flat=True
        )
        send_notice(
            actor=actor,
            now=now,
            to=[ToPerson(person_id) for person_id in others],
            kind="alert_taken_on",
            key=alert.reference,
            subject="An alert has been taken on",
            body=TAKEN_BODY,
            link=alert_path(alert.reference),
        )
    return filed


def escalate_due_alerts(*, actor: SystemActor, now: datetime) -> int:
    """Pass on every alert whose deadline has gone by; returns how many. Safe twice, late, and at once."""
    due = Alert.objects.exclude(state=AlertState.ACKNOWLEDGED).filter(deadline_at__lte=now)
    return sum(_escalate(alert, actor=actor, now=now) for alert in due.order_by("deadline_at", "pk"))


def keep_alerts_from(*, person_id: int, about: str, actor: AnyActor, now: datetime, filing: Filing) -> None:
    """Hide from `person_id` the alerts about something, which concerns them after all.

    What they had taken on goes on to the others in line at once. Runs inside the caller's transaction.
    """
    for alert in Alert.objects.select_for_update().filter(about=about):
        alert.excluding = sorted({*alert.excluding, person_id})
        alert.told.filter(person_id=person_id, kept_from_at__isnull=True).update(kept_from_at=now)
        withdraw_notices(actor=actor, now=now, about=alert.reference, to=ToPerson(person_id))
        if alert.acknowledged_by_id == person_id:
            content: dict[str, object] = {
                "alert": alert.reference,
                "by": actor.reference,
                "at": now.isoformat(),
            }
            filed = filing.file(kind=TAKEN_AWAY, parts=[_record(content)])
            alert.told.filter(person_id=person_id).update(
                had_reference=alert.acknowledged_reference, taken_away_reference=filed.reference
            )
            alert.state = ALERT_TRANSITIONS[AlertState.ACKNOWLEDGED, AlertStep.TAKE_AWAY].to.value
            alert.acknowledged_by = alert.acknowledged_at = None
            alert.acknowledged_reference = ""
            alert.deadline_at = now
        alert.save()


def alert_path(reference: str) -> str:
    """Where an alert is read and taken on."""
    return f"/notices/alerts/{reference}/"


def _record(content: dict[str, object]) -> Part:
    return Part("alert.json", "application/json", json.dumps(content, ensure_ascii=False).encode())


def _tier(part: Target | Tier) -> Tier:
    return (part,) if isinstance(part, ToPerson | ToRole) else tuple(part)


def _escalate(alert: Alert, *, actor: AnyActor, now: datetime) -> bool:
    with transaction.atomic():
        # The deadline is the version: whoever moves it on has the alert, and the other worker finds nothing to do.
        claimed = Alert.objects.filter(
            pk=alert.pk, state=alert.state, step=alert.step, deadline_at=alert.deadline_at
        ).update(step=F("step") + 1, deadline_at=next_deadline(now, answer_within=alert.answer_within))
        if not claimed:
            return False
        _tell_next(alert, actor=actor, now=now, first=alert.step + 1)
    return True


def _tell_next(alert: Alert, *, actor: AnyActor, now: datetime, first: int) -> int:
    """Tell the first tier from `first` on that has somebody new; past the end, everybody. Returns how many were told.

    A tier without anybody, or with nobody who does not know already, is passed over at once and not after its deadline.
    """
    knowing = set(alert.told.values_list("person_id", flat=True))
    for step in range(first, len(alert.line)):
        people = [
            person for person in _people(alert.line[step], alert, now) if person.person_id not in knowing
        ]
        if people:
            _move(alert, AlertStep.PASS_ON, step=step, now=now)
            return _tell(alert, people, actor=actor, now=now, body=ALERT_BODY)
    step = max(first, len(alert.line))
    _move(
        alert,
        AlertStep.TELL_AGAIN if alert.state == AlertState.EXHAUSTED else AlertStep.RUN_OUT,
        step=step,
        now=now,
    )
    everybody = _people([target for tier in alert.line for target in tier], alert, now)
    for target in LAST_RESORT:
        resort = directory.resolve([target], on=uk_date(now), excluding=alert.excluding)
        if resort:
            everybody += [person for person in resort if person not in everybody]
            break
    return _tell(alert, everybody, actor=actor, now=now, body=AGAIN_BODY)


def _people(stored: list[dict[str, object]], alert: Alert, now: datetime) -> list[ResolvedRecipient]:
    return directory.resolve(
        [from_json(target) for target in stored], on=uk_date(now), excluding=alert.excluding
    )


def _move(alert: Alert, step_taken: AlertStep, *, step: int, now: datetime) -> None:
    """Write where the alert stands. The caller holds it: it made it, or has claimed it by moving its deadline."""
    alert.state = ALERT_TRANSITIONS[AlertState(alert.state), step_taken].to.value
    alert.step = step
    alert.deadline_at = next_deadline(
        now, answer_within=alert.answer_within, times_told_again=max(0, step - len(alert.line))
    )
    alert.save(update_fields=["state", "step", "deadline_at"])


def _tell(
    alert: Alert, people: Sequence[ResolvedRecipient], *, actor: AnyActor, now: datetime, body: str
) -> int:
    AlertTold.objects.bulk_create(
        [
            AlertTold(alert=alert, person_id=person.person_id, step=alert.step, told_at=now)
            for person in people
        ],
        ignore_conflicts=True,
    )
    send_notice(
        actor=actor,
        now=now,
        to=[ToPerson(person.person_id) for person in people],
        kind="alert",
        key=f"{alert.reference}-{alert.step}",
        subject=alert.subject,
        body=body,
        link=alert_path(alert.reference),
        about=alert.reference,
        urgent=True,
    )
    return len(people)
