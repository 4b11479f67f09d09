"""What is past its time is found every morning, asked for by one person, and erased when another confirms."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from aboveboard.declarations.selectors.named import list_requests_answered_before
from aboveboard.journeys.models import DueRecord, DueState, Hold
from aboveboard.journeys.selectors.due_records import due_visible_to, kinds_of
from aboveboard.ledger.erasing import count_about, destroy_what_is_left, erase, list_about
from aboveboard.ledger.filing import Filed, filing
from aboveboard.notices.services.outbox import send_notice
from aboveboard.notices.targets import ToRole
from aboveboard.people.selectors.leavers import list_left_before
from aboveboard.rules.actor import Actor, AnyActor, Role
from aboveboard.rules.calendar import add_years, uk_date
from aboveboard.rules.erasing import may_ask_to_erase, may_confirm_erasure
from aboveboard.rules.errors import NotFound, StaleState, WrongState, require
from aboveboard.rules.retention import SETTLED_FOR, RetentionRule, RetentionSettings, keep_until

logger = logging.getLogger(__name__)

CHANGED = "These records have changed, are kept longer, or somebody has worked on them meanwhile."


@dataclass(frozen=True, slots=True)
class Found:
    """What a morning's look found: how many are due in all, and how many files a crash had left to destroy."""

    due: int
    destroyed: int


@dataclass(frozen=True, slots=True)
class _Due:
    rule: RetentionRule
    about: str
    person_id: int | None
    kept_until_on: date
    records: int


def find_due_records(*, actor: AnyActor, now: datetime) -> Found:
    """Bring the list of what is due up to date, tell those who erase once a week, and finish what a crash has left.

    Erases nothing by itself.
    """
    with transaction.atomic():
        due = _due_now(now)
        known = {each.about: each for each in DueRecord.objects.exclude(state=DueState.ERASED)}
        gone = [each.pk for about, each in known.items() if about not in due]
        DueRecord.objects.filter(pk__in=gone).exclude(state=DueState.ERASED).delete()
        DueRecord.objects.bulk_create(
            [
                DueRecord(
                    rule=each.rule.value,
                    about=about,
                    person_id=each.person_id,
                    kept_until_on=each.kept_until_on,
                    records=each.records,
                )
                for about, each in due.items()
                if about not in known
            ],
            ignore_conflicts=True,
        )
        if due:
            year, week, _ = uk_date(now).isocalendar()
            send_notice(
                actor=actor,
                now=now,
                to=(ToRole(Role.TRUST_HR), ToRole(Role.DATA_PROTECTION_OFFICER)),
                kind="records_due",
                key=f"{year}-{week}",
                subject="Records are past the time for which they are kept",
                body="Please look at them. One of you asks for them to be erased, and another confirms. What the law "
                "wants kept longer can be kept longer.",
                link="/retention/",
            )
    return Found(len(due), destroy_what_is_left())


def ask_to_erase(*, actor: Actor, due_id: int, version: int, now: datetime) -> None:
    """Ask for these records to be erased; somebody else has to confirm, and is told.

    Raises NotFound, NotAllowed, WrongState or StaleState.
    """
    require(may_ask_to_erase(actor))
    officer = actor.holds(Role.DATA_PROTECTION_OFFICER)
    with transaction.atomic():
        due = _get(actor, due_id)
        if due.state != DueState.DUE:
            raise WrongState("Somebody has asked for this already.")
        if (found := _due_now(now, about=due.about).get(due.about)) is None:
            raise StaleState(CHANGED)
        _move(
            due,
            version,
            state=DueState.ASKED,
            asked_by_id=actor.person_id,
            asked_at=now,
            asked_by_officer=officer,
            records=found.records,
        )
        send_notice(
            actor=actor,
            now=now,
            to=ToRole(Role.TRUST_HR if officer else Role.DATA_PROTECTION_OFFICER),
            kind="erasure_asked",
            key=f"{due.pk}-{version}",
            subject="Please confirm that records are erased",
            body="Somebody has asked for records to be erased that are past their time. Please look, and confirm it "
            "or say that they stay.",
            link=f"/retention/{due.pk}/",
        )


def take_back_asking(*, actor: Actor, due_id: int, version: int, now: datetime) -> None:
    """They stay for now: nobody has to confirm anything. Raises NotFound, NotAllowed, WrongState or StaleState."""
    require(may_ask_to_erase(actor))
    with transaction.atomic():
        due = _get(actor, due_id)
        if due.state != DueState.ASKED:
            raise WrongState("Nobody has asked for this, or it is done.")
        _move(due, version, state=DueState.DUE, asked_by=None, asked_at=None, asked_by_officer=False)


def confirm_erasure(*, actor: Actor, due_id: int, version: int, now: datetime) -> Filed:
    """Erase them for good: everything filed about the person or request, with its records, in one filing.

    Raises NotFound, NotAllowed, WrongState, or StaleState when they have changed, or are kept longer, since it was
    asked for.
    """
    with filing(actor=actor, now=now) as current:
        due = _get(actor, due_id)
        if due.state != DueState.ASKED or due.asked_by is None:
            raise WrongState("Nobody has asked for this, or it is done.")
        require(
            may_confirm_erasure(actor, asked_by_id=due.asked_by.pk, asked_by_officer=due.asked_by_officer)
        )
        found = _due_now(now, about=due.about).get(due.about)
        if found is None or found.records != due.records:
            raise StaleState(CHANGED)
        filed = erase(
            filing=current,
            references=_references(found),
            rule=found.rule.value,
            reason=f"Kept until {found.kept_until_on.isoformat()}.",
            asked_by=due.asked_by.reference,
        )
        _move(
            due,
            version,
            state=DueState.ERASED,
            about="",
            person=None,
            confirmed_by_id=actor.person_id,
            erased_at=now,
            reference=filed.reference,
        )
    try:
        destroy_what_is_left()
    except Exception:
        # It is erased; what could not be destroyed yet is tried again every morning.
        logger.exception("not everything is destroyed yet")
    return filed


def _references(due: _Due) -> list[str]:
    """Everything filed about the person; of a request also the request itself, which is about nobody we know."""
    about = list_about(due.about, kinds=kinds_of(RetentionRule.EMPLOYMENT))
    return [due.about, *about] if due.rule is RetentionRule.ANSWERED_REQUEST else list(about)


def _due_now(now: datetime, *, about: str | None = None) -> Mapping[str, _Due]:
    """What is past its time, settled and not held, by whom or what it is about; or that of one alone."""
    on, settings = uk_date(now), RetentionSettings()
    found = _of_leavers(now, on, settings, about) | _of_requests(now, on, settings, about)
    held = set(Hold.objects.filter(lifted_at__isnull=True).values_list("about", flat=True))
    return {key: due for key, due in found.items() if key not in held}


def _of_leavers(now: datetime, on: date, settings: RetentionSettings, about: str | None) -> dict[str, _Due]:
    rule = RetentionRule.EMPLOYMENT
    left = list_left_before(add_years(on, -settings.years_after_employment), reference=about)
    kept = count_about([leaver.reference for leaver in left], kinds=kinds_of(rule))
    due = {}
    for leaver in left:
        until = keep_until(rule, ended_on=leaver.last_on, settings=settings)
        there = kept.get(leaver.reference)
        if until is None or until >= on or there is None or there.last_filed_at > now - SETTLED_FOR:
            continue
        due[leaver.reference] = _Due(rule, leaver.reference, leaver.person_id, until, there.total)
    return due


def _of_requests(now: datetime, on: date, settings: RetentionSettings, about: str | None) -> dict[str, _Due]:
    rule = RetentionRule.ANSWERED_REQUEST
    # A day more: which day an instant is on depends on the clock of the place.
    before = now - (on - add_years(on, -settings.years_after_request)) + timedelta(days=1)
    due = {}
    for request in list_requests_answered_before(before, reference=about):
        until = keep_until(rule, ended_on=uk_date(request.answered_at), settings=settings)
        if until is not None and until < on:
            due[request.reference] = _Due(rule, request.reference, None, until, request.steps)
    return due


def _get(actor: Actor, due_id: int) -> DueRecord:
    due = due_visible_to(actor).select_related("asked_by").filter(pk=due_id).first()
    if due is None:
        raise NotFound
    return due


def _move(due: DueRecord, version: int, **changes: object) -> None:
    same = DueRecord.objects.filter(pk=due.pk, version=version, state=due.state)
    if not same.update(version=version + 1, **changes):
        raise StaleState(CHANGED)
