"""The trust's settings: each point on which the guidance is silent or contradicts itself.

The words in which the trust chooses among the values stand in `setting_texts`, so that deciding need not
load them. The order of the keys is that of rules.md; a field's default is the trust's own starting point.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from aboveboard.rules.calendar import LeapDayBirthday


class SettingsError(ValueError):
    """A setting is unknown or has a value it cannot have. The message names the key and the mend."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One choice for each point; `Settings()` is the defaults."""

    pupil_on_roll_18: Literal["bar", "advice", "as_ex_pupil"] = "bar"
    leap_day_birthday: LeapDayBirthday = "mar1"
    unknown_birth_date: Literal["advice", "as_under_18"] = "advice"
    future_enrolment: Literal["counts_now", "from_first_day"] = "counts_now"
    left_before_staff_started: Literal["advice", "bar"] = "advice"
    other_trust_schools: Literal["advice", "as_own", "not_covered"] = "advice"
    outside_former_pupils: Literal["bar_if_taught", "not_covered"] = "bar_if_taught"
    unlinked_child: Literal["advice", "not_covered"] = "advice"
    unknown_identity_no_link: Literal["allow", "advice"] = "allow"
    before_engagement: Literal["as_started", "advice"] = "as_started"
    after_engagement: Literal["advice", "not_bound"] = "advice"
    lab_members: Literal["advice", "as_staff", "own_code"] = "advice"
    tie_through_work: Literal["advice", "accept", "ignore"] = "advice"
    friend_of_pupil: Literal["peers_before_job", "advice"] = "peers_before_job"
    community_tie_with_pupil: Literal["advice", "accept"] = "advice"
    young_colleague: Literal["advice", "bar", "declare"] = "advice"
    unaware_contact: Literal["as_approach", "as_breach"] = "as_approach"
    public_comment: Literal["advice", "as_contact", "no_contact"] = "advice"
    public_page_of_pupil: Literal["bar", "advice"] = "bar"
    public_page_of_adult: Literal["allow", "as_contact"] = "allow"
    games_with_chat: Literal["as_social_media", "adults_exempt"] = "as_social_media"
    professional_networks: Literal["as_social_media", "adults_exempt"] = "as_social_media"
    marketplace_with_parent: Literal["allow", "advice", "bar"] = "allow"
    carer_without_pr: Literal["advice", "as_parent", "not_parent"] = "advice"
    former_parents: Literal["not_covered", "advice", "bar"] = "not_covered"
    parents_other_schools: Literal["not_covered", "advice", "bar"] = "not_covered"
    acquainted_parent: Literal["advice", "bar"] = "advice"
    co_parents: Literal["declare", "advice", "nothing"] = "declare"
    board_member_parent: Literal["advice", "declare", "bar"] = "advice"
    colleagues: Literal["close_only", "declare", "nothing"] = "close_only"
    board_members: Literal["close_only", "declare", "nothing"] = "close_only"
    work_groups_personal_phones: Literal["advice", "bar", "allow"] = "advice"

    def as_json(self) -> dict[str, str]:
        """Every key with its value, in the order of rules.md."""
        return asdict(self)


VALUES: dict[str, tuple[str, ...]] = {field.name: get_args(field.type) for field in fields(Settings)}
"""The values each key may have, the default first."""

DEFAULTS = Settings()


def read_settings(source: object) -> Settings:
    """Settings from a JSON object of the keys that differ from the defaults.

    Raises SettingsError for a key or value that does not exist; a blank or null value is no choice either.
    """
    if type(source) is not dict:
        raise SettingsError(
            "settings: must be an object of setting keys and values; leave it out for defaults."
        )
    chosen: Mapping[str, Any] = source
    for key, value in chosen.items():
        values = VALUES.get(key)
        if values is None:
            raise SettingsError(f"settings.{key}: is not a known setting; take it out or correct its name.")
        if type(value) is not str or value not in values:
            shown = repr(value)[:60]
            raise SettingsError(
                f"settings.{key}: {shown} is not a known value; use one of {', '.join(values)}."
            )
    return Settings(**chosen) if chosen else DEFAULTS
