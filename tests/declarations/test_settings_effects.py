"""Before a setting changes, the trust sees how many open declarations would change with it."""

from __future__ import annotations

import pytest
from tests.declarations.at_state import NOW, Moves, Office, a_friend_who_is_a_parent

from aboveboard.people.settings_effects import Effect, list_effects
from aboveboard.rules.relationships import Settings
from aboveboard.rules.relationships.settings import DEFAULTS

pytestmark = pytest.mark.django_db
ACCEPT = Settings(tie_through_work="accept")


def declare_friends_through_work(office: Office, count: int) -> None:
    for _ in range(count):
        office.declare(told=a_friend_who_is_a_parent(since="2024-05-01", through_work=True))


def test_a_change_that_touches_no_open_declaration_says_nothing(office: Office) -> None:
    office.declare()
    assert list_effects(DEFAULTS, ACCEPT, NOW) == ()


def test_a_change_says_how_many_would_get_which_other_answer(office: Office) -> None:
    office.declare()
    declare_friends_through_work(office, 2)
    assert list_effects(DEFAULTS, ACCEPT, NOW) == (
        Effect(2, "2 declared relationships would go from “ask first” to “yes, if declared”."),
    )
    assert list_effects(ACCEPT, DEFAULTS, NOW) == (
        Effect(2, "2 declared relationships would go from “yes, if declared” to “ask first”."),
    )


def test_what_has_ended_does_not_count(office: Office) -> None:
    declare_friends_through_work(office, 1)
    declaration = office.declare(told=a_friend_who_is_a_parent(since="2024-05-01", through_work=True))
    Moves(office, declaration).end()
    (effect,) = list_effects(DEFAULTS, ACCEPT, NOW)
    assert effect.count == 1
    assert effect.sentence.startswith("1 declared relationship would")


def test_it_takes_one_query_however_many_there_are(office: Office, django_assert_num_queries) -> None:
    declare_friends_through_work(office, 1)
    with django_assert_num_queries(1):
        list_effects(DEFAULTS, ACCEPT, NOW)
    declare_friends_through_work(office, 2)
    with django_assert_num_queries(1):
        list_effects(DEFAULTS, ACCEPT, NOW)
