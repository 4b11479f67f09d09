from datetime import date

import pytest

from aboveboard.rules.retention import (
    KEPT_ON,
    RULES,
    FileEntryKind,
    RetentionRule,
    RetentionSettings,
    in_words,
    keep_absences_from,
    keep_until,
    rule_of,
)

DEFAULTS = RetentionSettings()


def test_every_kind_of_entry_has_a_rule():
    assert set(RULES) == set(FileEntryKind)


@pytest.mark.parametrize(
    ("ended_on", "years", "until"),
    [(None, 6, None), (date(2026, 8, 31), 6, date(2032, 8, 31)), (date(2024, 2, 29), 6, date(2030, 3, 1))],
)
def test_a_file_is_kept_for_some_years_after_employment_ends_and_until_then_without_end(
    ended_on, years, until
):
    settings = RetentionSettings(years_after_employment=years)
    assert keep_until(RetentionRule.EMPLOYMENT, ended_on=ended_on, settings=settings) == until


def test_a_request_is_kept_for_three_years_after_it_is_answered():
    answered = date(2026, 8, 31)
    assert keep_until(RetentionRule.ANSWERED_REQUEST, ended_on=answered, settings=DEFAULTS) == date(
        2029, 8, 31
    )
    assert keep_until(RetentionRule.ANSWERED_REQUEST, ended_on=None, settings=DEFAULTS) is None


def test_what_somebody_has_a_right_to_have_erased_is_kept_no_day_longer():
    on = date(2026, 11, 23)
    assert keep_until(RetentionRule.RIGHT_TO_ERASURE, ended_on=on, settings=DEFAULTS) == on


def test_an_absence_is_kept_for_a_year():
    assert keep_absences_from(date(2026, 11, 23)) == date(2025, 11, 23)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (RetentionRule.EMPLOYMENT, "until 6 years after you stop working for the trust"),
        (RetentionRule.ANSWERED_REQUEST, "until 3 years after it was answered"),
        (RetentionRule.RIGHT_TO_ERASURE, "until it is erased"),
    ],
)
def test_each_rule_can_be_said_in_words(rule, words):
    assert in_words(rule, DEFAULTS) == words


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("declaration.submitted", RetentionRule.EMPLOYMENT),
        ("round.answered", RetentionRule.EMPLOYMENT),
        ("round.opened", None),
        ("alert.raised", None),
        ("named_request.answered", RetentionRule.ANSWERED_REQUEST),
    ],
)
def test_each_kind_goes_by_its_rule_or_is_kept_on(kind, rule):
    assert rule_of(kind) == rule
    assert rule is not None or kind.startswith(tuple(KEPT_ON))
