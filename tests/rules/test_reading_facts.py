import copy
from typing import Any

import pytest
from tests.rules.build import child, facts, on_roll

from aboveboard.rules.relationships import DEFAULTS, FactsError, SettingsError, read_facts, read_settings
from aboveboard.rules.relationships.settings import VALUES


def test_well_formed_facts_are_read() -> None:
    read = read_facts(facts(enrolments=[on_roll()], parent_of=[child()]))
    assert read.other.enrolments[0].school == "A"
    assert read.other.parent_of[0].until is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"on": "2026-02-30"}, "on: '2026-02-30' is not a date"),
        ({"on": "20261123"}, "on: '20261123' is not a date"),
        ({"on": "2026-W47-1"}, "on: '2026-W47-1' is not a date"),
        ({"on": "2026-11-23T00:00"}, "on: "),
        ({"on": None}, "on: None is not a date"),
        ({"on": "0026-11-23"}, "on: 0026-11-23 is outside 1900 to 2199"),
        ({"category": "teacher"}, "staff.category: 'teacher' is not a known value; use one of permanent,"),
        ({"category": ["permanent"]}, "staff.category: "),
        ({"schools": "A"}, "staff.schools: must be a list"),
        ({"schools": [1]}, r"staff.schools\[0\]: 1 is not allowed"),
        ({"schools": ["A", "A"]}, "staff.schools: names a school twice"),
        ({"schools": ["outside"]}, "staff.schools: 'outside' is not a school of the trust"),
        ({"central": "no"}, "staff.central: 'no' is not allowed; use true or false"),
        ({"central": 0}, "staff.central: 0 is not allowed"),
        ({"engaged_until": "2018-01-01"}, "staff.engaged_from: 2019-09-01 is after `engaged_until`"),
        ({"born_on": "2026-11-24"}, "other.born_on: 2026-11-24 is after `on`"),
        ({"born_on": ""}, "other.born_on: '' is not a date; give it as YYYY-MM-DD or null"),
        ({"enrolments": {}}, "other.enrolments: must be a list"),
        ({"enrolments": ["A"]}, r"other.enrolments\[0\]: must be an object"),
        (
            {"enrolments": [on_roll(), on_roll(until="2023-01-01")]},
            r"other.enrolments\[1\].from: 2024-09-02 is after",
        ),
        ({"enrolments": [child()]}, r"other.enrolments\[0\].responsibility: is not a known key"),
        ({"parent_of": [on_roll()]}, r"other.parent_of\[0\].responsibility: is missing"),
        ({"parent_of": [child(responsibility="aunt")]}, r"other.parent_of\[0\].responsibility: 'aunt'"),
        ({"parent_of": [child(school=" ")]}, r"other.parent_of\[0\].school: ' ' is not allowed"),
        ({"taught_by_staff": 1}, "other.taught_by_staff: 1 is not allowed; use true, false or null"),
        ({"colleague": None}, "other.colleague: None is not a known value"),
        ({"kind": "uncle"}, "tie.kind: 'uncle'"),
        ({"since": "last year"}, "tie.since: 'last year' is not a date"),
        ({"peer": None}, "tie.peer: None is not allowed"),
        ({"stage": {}}, "contact.stage: {} is not a known value"),
        ({"platform": None}, "contact.platform: None is not allowed"),
    ],
)
def test_malformed_facts_are_refused_by_the_name_of_their_key(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(FactsError, match=f"^{message}"):
        read_facts(facts(**changes))


def _every_key() -> list[tuple[str, ...]]:
    whole = facts()
    return [(key,) for key in whole] + [
        (part, key) for part, inner in whole.items() if isinstance(inner, dict) for key in inner
    ]


@pytest.mark.parametrize("path", _every_key(), ids=".".join)
def test_every_key_must_be_given(path: tuple[str, ...]) -> None:
    given = copy.deepcopy(facts())
    place = given
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    with pytest.raises(FactsError, match=f"^{'.'.join(path)}: is missing"):
        read_facts(given)


@pytest.mark.parametrize("part", [None, "staff", "other", "tie", "contact"])
def test_no_other_key_is_taken(part: str | None) -> None:
    given = facts()
    (given if part is None else given[part])["height"] = 3
    with pytest.raises(FactsError, match=rf"^{f'{part}.' if part else ''}height: is not a known key"):
        read_facts(given)


@pytest.mark.parametrize("whole", [None, [], "facts", 3])
def test_facts_must_be_an_object(whole: object) -> None:
    with pytest.raises(FactsError, match=r"^facts: must be an object"):
        read_facts(whole)


def test_settings_left_out_are_the_defaults() -> None:
    assert read_settings({}) == DEFAULTS
    assert DEFAULTS.as_json() == {key: values[0] for key, values in VALUES.items()}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"pupil_on_roll_18": ""},
            "settings.pupil_on_roll_18: '' is not a known value; use one of bar, advice",
        ),
        ({"pupil_on_roll_18": None}, "settings.pupil_on_roll_18: None is not a known value"),
        ({"pupil_on_roll_18": ["bar"]}, "settings.pupil_on_roll_18: "),
        ({"pupil_on_roll": "bar"}, "settings.pupil_on_roll: is not a known setting"),
        ([], "settings: must be an object"),
        (None, "settings: must be an object"),
    ],
)
def test_a_setting_that_does_not_exist_or_is_blank_is_refused(given: object, message: str) -> None:
    with pytest.raises(SettingsError, match=f"^{message}"):
        read_settings(given)
