import pytest

from aboveboard.rules.relationships import Settings
from aboveboard.rules.relationships.setting_texts import SETTING_TEXTS, loosened_about_pupils
from aboveboard.rules.relationships.settings import VALUES


def test_every_setting_is_put_to_the_trust_once_with_every_value() -> None:
    assert sorted(setting.key for setting in SETTING_TEXTS) == sorted(VALUES)
    for setting in SETTING_TEXTS:
        assert tuple(choice.value for choice in setting.choices) == VALUES[setting.key]
        assert setting.question.endswith("?")


@pytest.mark.parametrize(
    ("before", "after", "keys"),
    [
        ({}, {}, ()),
        ({}, {"pupil_on_roll_18": "advice"}, ("pupil_on_roll_18",)),
        ({"pupil_on_roll_18": "as_ex_pupil"}, {"pupil_on_roll_18": "advice"}, ()),
        ({}, {"other_trust_schools": "as_own"}, ()),
        ({}, {"other_trust_schools": "not_covered"}, ("other_trust_schools",)),
        ({}, {"young_colleague": "declare"}, ("young_colleague",)),
        ({}, {"before_engagement": "advice"}, ("before_engagement",)),
        ({"before_engagement": "advice"}, {}, ("before_engagement",)),
        ({}, {"colleagues": "nothing", "former_parents": "bar"}, ()),
    ],
)
def test_only_what_loosens_a_rule_about_pupils_needs_two_people(
    before: dict[str, str], after: dict[str, str], keys: tuple[str, ...]
) -> None:
    assert loosened_about_pupils(Settings(**before), Settings(**after)) == keys  # type: ignore[arg-type]
