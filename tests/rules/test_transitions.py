"""Every state x step x role, against a table written on its own."""

import itertools

import pytest

from aboveboard.rules.actor import Role
from aboveboard.rules.clauses import CLAUSES
from aboveboard.rules.transitions import (
    DECLARATION_TRANSITIONS,
    QUESTION_TRANSITIONS,
    SERVICE,
    DeclarationState,
    DeclarationStep,
    QuestionState,
    QuestionStep,
)

A = "author"
D = "desk"
L = "leader"
R = "reviewer"
S = "service"

WHO = {
    A: {"staff_member"},
    D: {
        "school_operations_manager",
        "senior_leader",
        "headteacher",
        "designated_safeguarding_lead",
        "trust_hr",
        "trust_leader",
        "chair",
    },
    L: {"senior_leader", "headteacher", "trust_leader", "chair"},
    R: {"headteacher", "trust_leader", "chair"},
    S: {"service"},
}

# state: {step: (state after it, who)}. What is not here cannot be done.
EXPECTED = {
    "new": {
        "acknowledge": ("acknowledged", D),
        "ask": ("questioned", D),
        "refer": ("referred", D),
        "amend": ("superseded", A),
        "end": ("ended", A),
        "close": ("closed", S),
    },
    "questioned": {
        "answer": ("new", A),
        "acknowledge": ("acknowledged", D),
        "refer": ("referred", D),
        "amend": ("superseded", A),
        "end": ("ended", A),
        "close": ("closed", S),
    },
    "acknowledged": {
        "add_condition": ("acknowledged", D),
        "ask": ("questioned", D),
        "refer": ("referred", D),
        "confirm": ("acknowledged", A),
        "amend": ("superseded", A),
        "end": ("ended", A),
        "close": ("closed", S),
        "reopen": ("new", S),
    },
    "referred": {
        "find_compatible": ("acknowledged", L),
        "ask_to_stop": ("stop_asked", L),
        "amend": ("superseded", A),
        "end": ("ended", A),
        "close": ("closed", S),
    },
    "stop_asked": {
        "respond": ("referred", A),
        "ask_for_review": ("under_review", A),
        "stop": ("stopped", A + "+" + L),
        "end": ("ended", A),
    },
    "under_review": {"uphold": ("stopped", R), "overturn": ("acknowledged", R), "end": ("ended", A)},
    "stopped": {"amend": ("superseded", A)},
    "superseded": {},
    "ended": {},
    "closed": {"reopen": ("new", S)},
}

TAKERS = [role.value for role in Role] + [SERVICE]


def expected(state, step, taker):
    row = EXPECTED[state].get(step)
    if row is None:
        return None
    to, who = row
    return to if any(taker in WHO[party] for party in who.split("+")) else None


@pytest.mark.parametrize("state", list(DeclarationState))
def test_a_declaration_moves_as_the_table_says_and_no_other_way(state):
    for step, taker in itertools.product(DeclarationStep, TAKERS):
        transition = DECLARATION_TRANSITIONS.get((state, step))
        found = transition.to.value if transition and taker in transition.by else None
        assert found == expected(state.value, step.value, taker), (step, taker)


def test_a_question_moves_as_the_table_says_and_no_other_way():
    everyone_who_answers = WHO[D] | WHO[A]
    table = {
        ("asked", "answer"): ("answered", everyone_who_answers),
        ("asked", "hand_up"): ("asked", everyone_who_answers | WHO[S]),
        ("asked", "withdraw"): ("withdrawn", WHO[A]),
    }
    for state, step, taker in itertools.product(QuestionState, QuestionStep, TAKERS):
        transition = QUESTION_TRANSITIONS.get((state, step))
        found = transition.to.value if transition and taker in transition.by else None
        to, who = table.get((state.value, step.value), (None, set()))
        assert found == (to if taker in who else None), (state, step, taker)


def test_every_transition_cites_a_clause_of_the_guidance():
    known = {clause.id for clause in CLAUSES}
    rows = [*DECLARATION_TRANSITIONS.values(), *QUESTION_TRANSITIONS.values()]
    assert {row.clause for row in rows} <= known


def test_every_state_but_the_first_can_be_reached_and_every_open_state_can_be_left():
    reached = {row.to for row in DECLARATION_TRANSITIONS.values()}
    assert set(DeclarationState) - reached == set()
    left = {state for state, _ in DECLARATION_TRANSITIONS}
    assert set(DeclarationState) - left == {DeclarationState.SUPERSEDED, DeclarationState.ENDED}
