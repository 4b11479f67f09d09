"""A question to somebody who can answer: asking, answering, handing up, taking back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from aboveboard.declarations.models import Question
from aboveboard.declarations.selectors.visibility import questions_visible_to
from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.documents import facts_as_json
from aboveboard.ledger.filing import Filed, Filing, Part, filing
from aboveboard.notices.services.outbox import send_notice, withdraw_notices
from aboveboard.notices.targets import ToPerson
from aboveboard.people.selectors.names import list_likely_role_holder_ids
from aboveboard.people.selectors.seats import get_line_manager_id, list_seats, list_subordinate_ids
from aboveboard.people.selectors.trust import get_trust
from aboveboard.rules.access import Refused
from aboveboard.rules.actor import Actor, AnyActor, SystemActor
from aboveboard.rules.calendar import add_working_days, uk_date
from aboveboard.rules.errors import NotAllowed, NotFound, StaleState, WrongState
from aboveboard.rules.relationships import DEFAULTS, Facts, Settings, Verdict
from aboveboard.rules.relationships.situation import Situation
from aboveboard.rules.routing import Bars, Matter, Route, route
from aboveboard.rules.transitions import QUESTION_TRANSITIONS, QuestionState, QuestionStep

NOT_YOURS = Refused("not_yours", "Only the person who has this question can do that.", "S3.4")
NOT_ASKED_BY_YOU = Refused("not_yours", "Only the person who asked can take a question back.", "S3.8")


def matter_of_question(facts: Facts, settings: Settings = DEFAULTS) -> Matter:
    """A question about a pupil or another child goes to the safeguarding lead. Source: guidance S4.27."""
    s = Situation(facts, settings)
    about_a_child = (
        s.child or s.on_roll_in_trust or bool(facts.other.enrolments and not facts.other.identity_known)
    )
    return Matter.QUESTION_ABOUT_A_PUPIL if about_a_child or s.contact.child_at_risk else Matter.QUESTION


def preview_question_route(
    *, actor: Actor, now: datetime, facts: Facts, settings: Settings, school_id: int | None
) -> Route:
    """Whom the question would go to today."""
    return _route(matter_of_question(facts, settings), actor.person_id, school_id, passed=(), now=now)


def ask_question(
    *,
    actor: Actor,
    now: datetime,
    facts: Facts,
    verdict: Verdict,
    settings: Settings,
    school_id: int | None,
    other_name: str,
    text: str,
) -> Filed:
    """Put the question to the line manager or, about a child, the safeguarding lead, with a day to answer by.

    As `open_question`, in a filing of its own.
    """
    with filing(actor=actor, now=now) as current:
        return open_question(
            filing=current,
            actor=actor,
            now=now,
            facts=facts,
            verdict=verdict,
            settings=settings,
            school_id=school_id,
            other_name=other_name,
            text=text,
        )


def open_question(
    *,
    filing: Filing,
    actor: Actor,
    now: datetime,
    facts: Facts,
    verdict: Verdict,
    settings: Settings,
    school_id: int | None,
    other_name: str,
    text: str,
    declaration_id: int | None = None,
    passed_over: Iterable[int] = (),
) -> Filed:
    """Put a question in the filing of what it is about, so that both are kept or neither.

    `other_name` may be empty; whoever it is likely to mean is passed over, as are `passed_over`, whom the asker left
    out. Source: guidance S3.4, S3.8, S4.27, S4.28.
    """
    matter = matter_of_question(facts, settings)
    named = (
        list_likely_role_holder_ids(other_name, school_id=school_id, on=uk_date(now))
        if other_name
        else frozenset()
    )
    passed = tuple(sorted(named | frozenset(passed_over)))
    found = _route(matter, actor.person_id, school_id, passed=passed, now=now)
    answer_by_on = _answer_by(now)
    record = {
        "asked_by": actor.reference,
        "at": now.isoformat(),
        "about": other_name,
        "question": text,
        "answer_by_on": answer_by_on.isoformat(),
        "facts": facts_as_json(facts),
        "verdict": verdict.as_json(),
    }
    filed = _file(filing, kinds.QUESTION_ASKED, actor.reference, record)
    question = Question.objects.create(
        person_id=actor.person_id,
        school_id=school_id,
        declaration_id=declaration_id,
        matter=matter,
        assigned_to_id=found.person_ids[0] if found.person_ids else None,
        other_name=other_name,
        text=text,
        facts=record["facts"],
        verdict=record["verdict"],
        asked_at=now,
        answer_by_on=answer_by_on,
        reference=filed.reference,
    )
    question.passed_by.set(passed)
    _tell_answerer(question, actor=actor, now=now)
    return filed


def answer_question(*, actor: Actor, now: datetime, reference: str, version: int, answer: str) -> Filed:
    """Answer a question that one has. Raises NotFound, NotAllowed, WrongState or StaleState."""
    question = _get(actor, reference)
    _check(question, QuestionStep.ANSWER, actor)
    record = {"question": reference, "answer": answer, "by": actor.reference, "at": now.isoformat()}
    with filing(actor=actor, now=now) as current:
        filed = _file(current, kinds.QUESTION_ANSWERED, question.person.reference, record)
        _move(
            question,
            QuestionStep.ANSWER,
            version,
            answer=answer,
            answered_by_id=actor.person_id,
            answered_at=now,
            answer_reference=filed.reference,
        )
        withdraw_notices(actor=actor, now=now, about=question.reference)
        send_notice(
            actor=actor,
            now=now,
            to=ToPerson(question.person_id),
            kind="question_answered",
            key=question.reference,
            subject="Your question has been answered",
            body="Somebody has answered what you asked about a relationship on social media.",
            link=f"/questions/{question.reference}/",
            about=question.reference,
        )
    return filed


def hand_up_question(*, actor: AnyActor, now: datetime, reference: str, version: int) -> None:
    """Pass a question to the next in line, without having to say why; it gets a new day to be answered by.

    With nobody further up it waits for nobody, and is tried again each day. Raises as `answer_question` does.
    """
    question = _get(actor, reference)
    _check(question, QuestionStep.HAND_UP, actor)
    _hand_up(question, version, actor=actor, now=now)


def withdraw_question(*, actor: Actor, now: datetime, reference: str, version: int) -> Filed:
    """Take back one's own question. Raises as `answer_question` does."""
    question = _get(actor, reference)
    if question.person_id != actor.person_id:
        raise NotAllowed(NOT_ASKED_BY_YOU)
    with filing(actor=actor, now=now) as current:
        filed = _file(current, kinds.QUESTION_WITHDRAWN, question.person.reference, {"question": reference})
        _move(question, QuestionStep.WITHDRAW, version, answer_reference=filed.reference)
        withdraw_notices(actor=actor, now=now, about=question.reference)
    return filed


def escalate_late_questions(*, actor: SystemActor, now: datetime) -> int:
    """Hand up every question whose day has gone by, or that nobody has; how many. Safe to run again."""
    on = uk_date(now)
    asked = Question.objects.filter(state=QuestionState.ASKED).select_related("person")
    late = asked.filter(answer_by_on__lt=on) | asked.filter(assigned_to__isnull=True)
    moved = 0
    for question in late.order_by("pk"):
        before = question.assigned_to_id
        if before is None and not _next(question, now).person_ids:
            continue
        _hand_up(question, question.version, actor=actor, now=now)
        moved += 1
    return moved


def keep_questions_from(person_id: int, *, declaration_id: int, actor: AnyActor, now: datetime) -> None:
    """Never bring the open questions of a declaration to `person_id`; one that they have goes to the next in line."""
    asked = Question.objects.filter(declaration_id=declaration_id, state=QuestionState.ASKED)
    for question in asked.select_related("person"):
        question.passed_by.add(person_id)
        if question.assigned_to_id == person_id:
            _hand_up(question, question.version, actor=actor, now=now)


def _hand_up(question: Question, version: int, *, actor: AnyActor, now: datetime) -> None:
    found = _next(question, now)
    before = question.assigned_to_id
    with transaction.atomic():
        _move(
            question,
            QuestionStep.HAND_UP,
            version,
            assigned_to_id=found.person_ids[0] if found.person_ids else None,
            answer_by_on=_answer_by(now),
        )
        if before is not None:
            question.passed_by.add(before)
        withdraw_notices(actor=actor, now=now, about=question.reference)
        _tell_answerer(question, actor=actor, now=now)


def _next(question: Question, now: datetime) -> Route:
    passed = set(question.passed_by.values_list("pk", flat=True))
    if question.assigned_to_id is not None:
        passed.add(question.assigned_to_id)
    return _route(
        Matter(question.matter), question.person_id, question.school_id, passed=tuple(passed), now=now
    )


def _route(
    matter: Matter, person_id: int, school_id: int | None, *, passed: tuple[int, ...], now: datetime
) -> Route:
    on = uk_date(now)
    bars = Bars(concerned=frozenset({person_id, *passed}), below=list_subordinate_ids(person_id))
    return route(
        matter,
        school_id=school_id,
        seats=list_seats(school_id=school_id, on=on),
        bars=bars,
        line_manager_id=get_line_manager_id(person_id, on=on),
    )


def _answer_by(now: datetime) -> date:
    return add_working_days(uk_date(now), get_trust().answer_within_working_days)


def _get(actor: AnyActor, reference: str) -> Question:
    question = questions_visible_to(actor).select_related("person").filter(reference=reference).first()
    if question is None:
        raise NotFound
    return question


def _check(question: Question, step: QuestionStep, actor: AnyActor) -> None:
    if isinstance(actor, Actor) and question.assigned_to_id != actor.person_id:
        raise NotAllowed(NOT_YOURS)
    _transition(question, step)


def _transition(question: Question, step: QuestionStep) -> QuestionState:
    found = QUESTION_TRANSITIONS.get((QuestionState(question.state), step))
    if found is None:
        raise WrongState(f"This question is {question.state} already.")
    return QuestionState(found.to)


def _move(question: Question, step: QuestionStep, version: int, **changes: object) -> None:
    """Compare and set."""
    to = _transition(question, step)
    changes = {**changes, "state": to.value, "version": version + 1}
    if not Question.objects.filter(pk=question.pk, version=version, state=question.state).update(**changes):
        raise StaleState("Somebody answered this question or handed it on.")
    for name, value in changes.items():
        setattr(question, name, value)


def _tell_answerer(question: Question, *, actor: AnyActor, now: datetime) -> None:
    if question.assigned_to_id is None:
        return
    send_notice(
        actor=actor,
        now=now,
        to=ToPerson(question.assigned_to_id),
        kind="question_came",
        key=f"{question.reference}-{question.version}",
        subject="A member of staff has asked you a question",
        body="They ask about a relationship on social media, and wait for your answer before they go on.",
        link=f"/questions/{question.reference}/",
        about=question.reference,
    )


def _file(current: Filing, kind: str, subject: str, record: Mapping[str, object]) -> Filed:
    content = json.dumps(record, ensure_ascii=False).encode()
    return current.file(kind=kind, subject=subject, parts=[Part("record.json", "application/json", content)])
