"""An alert goes up its line until somebody has it, and nothing else ends it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from tests.notices.conftest import Staffroom, as_actor

from aboveboard.ledger.filing import filing
from aboveboard.ledger.models import Entry
from aboveboard.ledger.sources import list_sources
from aboveboard.notices.models import Alert, AlertTold, Notice
from aboveboard.notices.selectors.alerts import (
    get_alert_for,
    get_alert_status,
    list_open_alerts,
)
from aboveboard.notices.selectors.notices import list_my_notices
from aboveboard.notices.services.alerts import (
    Raised,
    acknowledge_alert,
    escalate_due_alerts,
    raise_alert,
)
from aboveboard.notices.services.sending import send_due_notices
from aboveboard.notices.targets import Target, ToRole, line_of_people
from aboveboard.people.models import Person
from aboveboard.rules.actor import Actor, Role, SystemActor, Visitor
from aboveboard.rules.alerts import ALERT_TRANSITIONS, TOLD, AlertState, AlertStep, next_deadline
from aboveboard.rules.errors import NotFound, WrongState
from aboveboard.rules.transitions import SERVICE

WORKER = SystemActor("worker")
LEAD = ToRole(Role.DESIGNATED_SAFEGUARDING_LEAD, 1)
HEAD = ToRole(Role.HEADTEACHER, 1)
TRUST_LEADER = ToRole(Role.TRUST_LEADER)
CHAIR = ToRole(Role.CHAIR)
HOUR = timedelta(hours=1)
PUPIL = "Ravi Pupilson"


@pytest.fixture
def raiser(staffroom: Staffroom) -> Actor:
    return as_actor(staffroom.person("Tess"))


@pytest.fixture
def seats(staffroom: Staffroom) -> dict[str, Person]:
    """One person in each chair of the line, and in the trust's."""
    people = {name: staffroom.person(name) for name in ("Lena", "Hetty", "Theo", "Cora")}
    for target, name in ((LEAD, "Lena"), (HEAD, "Hetty"), (TRUST_LEADER, "Theo"), (CHAIR, "Cora")):
        staffroom.seat(target, people[name])
    return people


def raise_(actor: Actor, now: datetime, line: list[Target | tuple[Target, ...]], **more) -> Raised:
    words = {
        "kind": "child_at_risk",
        "subject": "A child may be at risk",
        "happened": f"{PUPIL} told me something.",
        "link": "/declarations/9/",
        "about": "declaration-9",
        "answer_within": HOUR,
    }
    with filing(actor=actor, now=now) as current:
        return raise_alert(actor=actor, now=now, line=line, filing=current, **(words | more))


def told(raised: Raised) -> list[str]:
    names = Alert.objects.get(reference=raised.reference).told.values_list("person__given_name", flat=True)
    return list(names)


def state(raised: Raised) -> str:
    return Alert.objects.get(reference=raised.reference).state


def pass_time(now: datetime) -> int:
    return escalate_due_alerts(actor=WORKER, now=now)


# The whole of what may happen to an alert: from, what, by whom, to. Written from the issue, not from the code.
LEGAL = {
    ("raised", "acknowledge", "told"): "acknowledged",
    ("raised", "pass_on", "service"): "raised",
    ("raised", "run_out", "service"): "exhausted",
    ("exhausted", "tell_again", "service"): "exhausted",
    ("exhausted", "acknowledge", "told"): "acknowledged",
    ("acknowledged", "take_away", "service"): "raised",
}


@pytest.mark.parametrize("by", ["told", "service", *[role.value for role in Role]])
@pytest.mark.parametrize("step", [step.value for step in AlertStep])
@pytest.mark.parametrize("at", [state.value for state in AlertState])
def test_an_alert_moves_as_the_table_says_and_no_other_way(at: str, step: str, by: str):
    transition = ALERT_TRANSITIONS.get((AlertState(at), AlertStep(step)))
    moves = transition is not None and by in {str(each) for each in transition.by}
    assert (transition.to.value if transition and moves else None) == LEGAL.get((at, step, by))
    assert {TOLD, SERVICE} == {"told", "service"}


def test_an_alert_is_on_screen_and_in_the_outbox_when_the_transaction_commits(staffroom, raiser, seats, now):
    raised = raise_(raiser, now, [LEAD, HEAD])
    assert raised.told == 1
    lena = as_actor(seats["Lena"])
    assert [alert.subject for alert in list_open_alerts(lena)] == ["A child may be at risk"]
    assert get_alert_for(lena, raised.reference).happened == f"{PUPIL} told me something."
    send_due_notices(actor=WORKER, now=now)
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["lena@example.org"], "Urgent: A child may be at risk")
    ]


def test_no_mail_of_an_alert_says_what_happened_or_to_whom(staffroom, raiser, seats, now):
    raised = raise_(raiser, now, [LEAD, HEAD])
    for _ in range(5):
        send_due_notices(actor=WORKER, now=now)
        now += timedelta(days=1)
        pass_time(now)
    acknowledge_alert(actor=as_actor(seats["Lena"]), now=now, reference=raised.reference)
    send_due_notices(actor=WORKER, now=now)
    assert len(mail.outbox) > 8
    for message in mail.outbox:
        said = str(message.message())
        assert not [word for word in (PUPIL, "told me something", "Tess") if word in said]
        assert f"/notices/alerts/{raised.reference}/" in message.body


def test_it_goes_to_the_next_in_line_when_the_deadline_passes(raiser, seats, now):
    raised = raise_(raiser, now, [LEAD, HEAD, TRUST_LEADER])
    assert pass_time(now + HOUR - timedelta(seconds=1)) == 0
    assert told(raised) == ["Lena"]
    assert pass_time(now + HOUR) == 1
    assert told(raised) == ["Lena", "Hetty"]
    assert pass_time(now + HOUR) == 0
    pass_time(now + 2 * HOUR)
    assert told(raised) == ["Lena", "Hetty", "Theo"]
    assert state(raised) == "raised"


def test_a_late_worker_gives_the_next_in_line_their_full_time(raiser, seats, now):
    raised = raise_(raiser, now, [LEAD, HEAD, TRUST_LEADER])
    late = now + 7 * HOUR
    assert (pass_time(late), pass_time(late)) == (1, 0)
    assert told(raised) == ["Lena", "Hetty"]
    assert Alert.objects.get().deadline_at == late + HOUR


def test_an_empty_chair_is_passed_over_at_once(staffroom, raiser, seats, now):
    staffroom.seat(LEAD)
    raised = raise_(raiser, now, [LEAD, HEAD])
    assert told(raised) == ["Hetty"]


def test_an_empty_chair_further_up_is_passed_over_at_once_too(staffroom, raiser, seats, now):
    staffroom.seat(HEAD)
    raised = raise_(raiser, now, [LEAD, HEAD, TRUST_LEADER])
    pass_time(now + HOUR)
    assert told(raised) == ["Lena", "Theo"]


def test_a_chair_whose_holder_knows_already_costs_no_time(staffroom, raiser, seats, now):
    staffroom.seat(HEAD, seats["Lena"])
    raised = raise_(raiser, now, [LEAD, HEAD, TRUST_LEADER])
    pass_time(now + HOUR)
    assert told(raised) == ["Lena", "Theo"]


def test_a_tier_is_told_together(staffroom, raiser, seats, now):
    deputy = staffroom.person("Dora")
    raised = raise_(raiser, now, list(line_of_people([[seats["Lena"].pk, deputy.pk], [seats["Hetty"].pk]])))
    assert raised.told == 2
    pass_time(now + HOUR)
    assert told(raised) == ["Lena", "Dora", "Hetty"]


def test_when_the_line_runs_out_everybody_and_the_trust_leader_are_told_and_it_stays(raiser, seats, now):
    raised = raise_(raiser, now, [LEAD, HEAD])
    send_due_notices(actor=WORKER, now=now)
    pass_time(now + HOUR)
    send_due_notices(actor=WORKER, now=now + HOUR)
    mail.outbox.clear()
    pass_time(now + 2 * HOUR)
    send_due_notices(actor=WORKER, now=now + 2 * HOUR)
    assert state(raised) == "exhausted"
    assert sorted(message.to[0] for message in mail.outbox) == [
        "hetty@example.org",
        "lena@example.org",
        "theo@example.org",
    ]
    for name in ("Lena", "Hetty", "Theo"):
        assert [alert.exhausted for alert in list_open_alerts(as_actor(seats[name]))] == [True]


def test_an_exhausted_alert_goes_on_telling_ever_less_often_but_at_least_daily(staffroom, raiser, seats, now):
    raised = raise_(raiser, now, [LEAD])
    times = []
    for hour in range(1, 24 * 7):
        if pass_time(now + hour * HOUR):
            times.append(hour)
    assert times == [1, 2, 4, 8, 16, 32, 56, 80, 104, 128, 152]
    assert state(raised) == "exhausted"
    assert list_open_alerts(as_actor(seats["Lena"]))


def test_somebody_who_takes_the_chair_later_is_told_when_everybody_is_told_again(
    staffroom, raiser, seats, now
):
    raised = raise_(raiser, now, [LEAD])
    staffroom.seat(LEAD, staffroom.person("Nadia"))
    pass_time(now + HOUR)
    assert told(raised) == ["Lena", "Nadia", "Theo"]


def test_an_alert_with_nobody_in_line_goes_straight_to_the_trust_leader(staffroom, raiser, seats, now):
    staffroom.seat(LEAD)
    raised = raise_(raiser, now, [LEAD])
    assert (raised.told, told(raised), state(raised)) == (1, ["Theo"], "exhausted")


def test_an_alert_that_reaches_nobody_says_so_and_is_tried_again(staffroom, raiser, now):
    raised = raise_(raiser, now, [LEAD])
    assert raised.told == 0
    assert get_alert_status(raiser, raised.reference).told == ()
    staffroom.seat(LEAD, staffroom.person("Lena"))
    pass_time(now + HOUR)
    assert told(raised) == ["Lena"]


def test_whoever_is_left_out_is_never_told_not_even_as_trust_leader(staffroom, raiser, seats, now):
    out = [seats["Lena"].pk, seats["Theo"].pk]
    raised = raise_(raiser, now, [LEAD, HEAD], excluding=out)
    for days in range(1, 5):
        pass_time(now + timedelta(days=days))
    assert told(raised) == ["Hetty", "Cora"]
    for name in ("Lena", "Theo"):
        assert list_open_alerts(as_actor(seats[name])) == []
        with pytest.raises(NotFound):
            get_alert_for(as_actor(seats[name]), raised.reference)
        with pytest.raises(NotFound):
            acknowledge_alert(actor=as_actor(seats[name]), now=now, reference=raised.reference)


def test_the_next_in_line_neither_sees_nor_takes_it_before_they_are_told(raiser, seats, now):
    raised = raise_(raiser, now, [LEAD, HEAD])
    hetty = as_actor(seats["Hetty"])
    with pytest.raises(NotFound):
        get_alert_for(hetty, raised.reference)
    with pytest.raises(NotFound):
        acknowledge_alert(actor=hetty, now=now, reference=raised.reference)
    pass_time(now + HOUR)
    assert get_alert_for(hetty, raised.reference).state is AlertState.RAISED


def test_once_acknowledged_it_goes_no_further_and_waits_for_nobody(raiser, seats, now):
    raised = raise_(raiser, now, [LEAD, HEAD])
    lena = as_actor(seats["Lena"])
    acknowledge_alert(actor=lena, now=now + timedelta(minutes=5), reference=raised.reference)
    assert pass_time(now + timedelta(days=30)) == 0
    assert told(raised) == ["Lena"]
    assert list_open_alerts(lena) == []
    page = get_alert_for(lena, raised.reference)
    assert (page.acknowledged_by, page.acknowledged_by_me) == ("Lena Example", True)
    with pytest.raises(WrongState):
        acknowledge_alert(actor=lena, now=now, reference=raised.reference)


def test_an_exhausted_alert_is_ended_by_whoever_has_it(raiser, seats, now):
    raised = raise_(raiser, now, [LEAD])
    pass_time(now + HOUR)
    acknowledge_alert(actor=as_actor(seats["Theo"]), now=now + HOUR, reference=raised.reference)
    assert state(raised) == "acknowledged"
    assert list_open_alerts(as_actor(seats["Lena"])) == []


def test_the_others_who_were_told_hear_that_somebody_has_it(raiser, seats, now):
    raised = raise_(raiser, now, [LEAD, HEAD])
    pass_time(now + HOUR)
    acknowledge_alert(actor=as_actor(seats["Hetty"]), now=now + HOUR, reference=raised.reference)
    send_due_notices(actor=WORKER, now=now + HOUR)
    assert [notice.subject for notice in list_my_notices(as_actor(seats["Lena"]))] == [
        "An alert has been taken on"
    ]
    # What had not been mailed when it was taken on is not mailed any more.
    assert [message.to for message in mail.outbox] == [["lena@example.org"]]


def test_whoever_raised_it_sees_when_it_was_told_and_taken_and_nothing_else(staffroom, raiser, seats, now):
    raised = raise_(raiser, now, [LEAD, HEAD])
    status = get_alert_status(raiser, raised.reference)
    assert [(each.name, each.told_at) for each in status.told] == [("Lena Example", now)]
    assert status.acknowledged_at is None
    acknowledge_alert(actor=as_actor(seats["Lena"]), now=now + HOUR, reference=raised.reference)
    status = get_alert_status(raiser, raised.reference)
    assert (status.acknowledged_by, status.acknowledged_at) == ("Lena Example", now + HOUR)
    with pytest.raises(NotFound):
        get_alert_for(raiser, raised.reference)
    for stranger in (as_actor(staffroom.person("Sam")), Visitor()):
        with pytest.raises(NotFound):
            get_alert_status(stranger, raised.reference)


def test_raising_and_taking_on_are_filed_and_each_entry_has_its_record(raiser, seats, now):
    raised = raise_(raiser, now, [LEAD])
    filed = acknowledge_alert(actor=as_actor(seats["Lena"]), now=now, reference=raised.reference)
    entries = Entry.objects.order_by("index").values_list("kind", "reference", "actor")
    assert list(entries) == [
        ("alert.raised", raised.reference, raiser.reference),
        ("alert.acknowledged", filed.reference, seats["Lena"].reference),
    ]
    held = {source.kind: list(source.iterate()) for source in list_sources()}
    assert held["alert.raised"] == [raised.reference]
    assert held["alert.acknowledged"] == [filed.reference]


def test_an_alert_whose_filing_fails_was_never_raised(raiser, seats, now):
    def fail() -> None:
        with filing(actor=raiser, now=now) as current:
            raise_alert(
                actor=raiser,
                now=now,
                kind="child_at_risk",
                subject="A child may be at risk",
                happened="x",
                line=[LEAD],
                answer_within=HOUR,
                filing=current,
            )
            raise ConnectionError

    with pytest.raises(ConnectionError):
        fail()
    assert [model.objects.count() for model in (Alert, AlertTold, Notice)] == [0, 0, 0]
    assert list_open_alerts(as_actor(seats["Lena"])) == []


def test_an_alert_taken_on_twice_is_filed_once(raiser, seats, now):
    raised = raise_(raiser, now, [(LEAD, HEAD)])
    acknowledge_alert(actor=as_actor(seats["Lena"]), now=now, reference=raised.reference)
    with pytest.raises(WrongState):
        acknowledge_alert(actor=as_actor(seats["Hetty"]), now=now, reference=raised.reference)
    assert Entry.objects.filter(kind="alert.acknowledged").count() == 1
    assert get_alert_for(as_actor(seats["Hetty"]), raised.reference).acknowledged_by == "Lena Example"


def test_the_wait_of_the_rules_doubles_once_the_line_has_run_out(now):
    waits = [
        next_deadline(now, answer_within=HOUR, times_told_again=times) - now for times in (0, 1, 2, 5, 50)
    ]
    assert waits == [HOUR, 2 * HOUR, 4 * HOUR, timedelta(days=1), timedelta(days=1)]
    two_days = timedelta(days=2)
    assert next_deadline(now, answer_within=two_days, times_told_again=3) == now + two_days
