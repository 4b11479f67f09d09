"""Whatever the roster does and whenever the sweep runs, it ends where deciding from scratch would end."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from tests.journeys.sweeping import acknowledge, declare, everything, sweep
from tests.people.world import World

from aboveboard.declarations.models import Declaration
from aboveboard.declarations.selectors.due import put_on_record
from aboveboard.people.models import Engagement, Enrolment, Person
from aboveboard.people.selectors.facts import get_person_facts, get_staff_facts
from aboveboard.rules.looking_again import look_again
from aboveboard.rules.relationships import DEFAULTS, Outcome, read_facts

START = date(2028, 2, 24)  # the week of a leap day
A_DAY = timedelta(days=1)
days_around = st.integers(-40, 40)


class Sweeping(RuleBasedStateMachine):
    """An author, a pupil with a parent, and three declarations: of each as matched, and of the parent as told."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example._from_testcase = True  # as Django marks its own, so that filings may open theirs inside
        self.example.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize(
        born=st.sampled_from([date(2010, 2, 28), date(2010, 2, 26), date(2012, 2, 29), date(2015, 1, 1)])
    )
    def begin(self, born: date) -> None:
        self.today, self.swept_on = START, None
        self.world = World.build(START)
        self.author = self.world.staff("Ada Author")
        self.pupil = self.world.pupil("Chris Child", born_on=born)
        self.parent = self.world.person("Pat Parent", account=False)
        self.world.link(self.parent, self.pupil)
        leaves = (START + 3 * A_DAY).isoformat()
        child = {"school": "hill", "from": None, "until": leaves, "responsibility": "parental"}
        family = {"kind": "family", "enrolments": [{"school": "hill", "from": None, "until": None}]}
        made = [
            declare(self.world, self.author, on=START, parent_of=[child]),
            declare(self.world, self.author, on=START, matched=self.parent, parent_of=[child]),
            declare(
                self.world, self.author, on=START, matched=self.pupil, born_on=born.isoformat(), **family
            ),
        ]
        acknowledge(self.world, made[1], day=START)

    @rule(days=st.integers(1, 12))
    def days_go_by(self, days: int) -> None:
        self.today += days * A_DAY

    @rule(days=days_around)
    def the_pupil_leaves(self, days: int) -> None:
        last = max(self.today + days * A_DAY, date(2024, 9, 2))
        Enrolment.objects.filter(person=self.pupil, from_on__lte=last).update(until_on=last)

    @rule()
    def the_pupil_stays(self) -> None:
        Enrolment.objects.filter(person=self.pupil).update(until_on=None)

    @rule(days=days_around)
    def the_pupil_joins_another_school(self, days: int) -> None:
        if Enrolment.objects.count() < 4:
            Enrolment.objects.create(
                person=self.pupil, school=self.world.lake, from_on=self.today + days * A_DAY
            )

    @rule(days=st.integers(-3, 3))
    def a_birth_date_is_corrected(self, days: int) -> None:
        Person.objects.filter(pk=self.pupil.pk).update(
            born_on=date(self.today.year - 18, 3, 4) + days * A_DAY
        )

    @rule(days=st.integers(0, 9))
    def the_author_gives_notice(self, days: int) -> None:
        Engagement.objects.filter(person=self.author).update(until_on=self.today + days * A_DAY)

    @rule()
    def the_author_comes_back(self) -> None:
        Engagement.objects.filter(person=self.author).update(until_on=None)

    @rule(times=st.integers(1, 2))
    def it_is_swept(self, times: int) -> None:
        sweep(self.today)
        before = everything()
        for _ in range(times - 1):
            sweep(self.today)
        assert everything() == before
        self.swept_on = self.today

    @rule()
    def it_ends_where_deciding_from_scratch_would(self) -> None:
        self.it_is_swept(2)
        for declaration in Declaration.objects.all():
            told = read_facts(declaration.told_facts)
            matched = declaration.matched_person_id
            facts = put_on_record(
                told,
                staff=get_staff_facts(declaration.person_id, school_id=declaration.school_id, on=self.today),
                known=get_person_facts(matched, for_staff_id=declaration.person_id, on=self.today)
                if matched
                else None,
            )
            verdict = look_again(facts, DEFAULTS, on=self.today, from_roster=matched is not None).verdict
            stored = declaration.record_verdict or declaration.told_verdict
            assert (stored["outcome"], stored["rule"]) == (verdict.outcome, verdict.rule)
            assert tuple(stored["duties"]) == verdict.duties
            assert tuple(stored["clauses"]) == verdict.clauses
            is_closed = verdict.outcome is Outcome.NOTHING_TO_DECLARE
            assert (declaration.state == "closed") == is_closed
            assert (declaration.confirm_by_on is None) == is_closed
            ends = {row.on for row in verdict.review_on if row.why != "annual"}
            if ends:
                assert declaration.look_again_on is not None
                assert declaration.look_again_on <= min(ends)


def test_whatever_happens_the_sweep_ends_where_deciding_from_scratch_would(db: None) -> None:
    run_state_machine_as_test(
        Sweeping,
        settings=settings(
            max_examples=10, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
