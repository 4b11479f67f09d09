from datetime import date

import pytest

from aboveboard.rules.retention import (
    RULES,
    FileEntryKind,
    RetentionRule,
    RetentionSettings,
    in_words,
    keep_until,
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
    assert keep_until(RetentionRule.EMPLOYMENT, employment_ended_on=ended_on, settings=settings) == until


@pytest.mark.parametrize("rule", list(RetentionRule))
def test_each_rule_can_be_said_in_words(rule):
    assert in_words(rule, DEFAULTS) == "until 6 years after you stop working for the trust"
