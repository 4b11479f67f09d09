"""What is asked of whoever takes a roster in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from aboveboard.people.roster_files.lists import NEEDED_FIELDS
from aboveboard.people.roster_files.shape import RosterFormat, RosterScope
from aboveboard.people.roster_files.values import source_name
from aboveboard.people.services.rosters.apply import SCOPE_WORDS
from aboveboard.web.fields import Radios
from aboveboard.web.forms import Form

FORMAT_WORDS = {
    RosterFormat.ONEROSTER: "OneRoster 1.2, as a zip",
    RosterFormat.STAFF_LIST: "A list of staff, CSV or Excel",
    RosterFormat.SCHOOLS: "Our schools, from Get Information about Schools",
    RosterFormat.PUPIL_LIST: "A list of pupils, CSV or Excel",
    RosterFormat.COMMON_TRANSFER_FILE: "A Common Transfer File of pupils, XML",
}
_OF_PUPILS = (RosterFormat.PUPIL_LIST, RosterFormat.COMMON_TRANSFER_FILE)


class HandInForm(Form):
    format = forms.TypedChoiceField(
        label="What kind of file is it?",
        coerce=RosterFormat,
        widget=Radios(
            hints={
                RosterFormat.ONEROSTER.value: "Schools, staff and, if your trust wants them, pupils at once.",
                RosterFormat.SCHOOLS.value: "The CSV that you download for your trust.",
            }
        ),
    )
    file = forms.FileField(
        label="The file", help_text="Up to 40 MB. We delete it once it is taken in, or after a day."
    )
    source = forms.CharField(
        label="Which system does it come from?",
        help_text="Use the same word each time, so that we find the same people again. For example: Arbor.",
        max_length=60,
    )

    def __init__(self, *args: Any, scope: RosterScope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [  # type: ignore[attr-defined]
            (format.value, words)
            for format, words in FORMAT_WORDS.items()
            if scope.has_pupils or format not in _OF_PUPILS
        ]

    def clean_source(self) -> str:
        return source_name(self.cleaned_data["source"])


class HowToReadForm(Form):
    """What a file does not say of itself: one select for each field of a list, whether it is whole, and where."""

    school = forms.TypedChoiceField(
        label="Where do those work who have no school in the list?",
        help_text="Leave it out when every row names a school.",
        coerce=int,
        empty_value=None,
        required=False,
    )
    whole = forms.TypedChoiceField(
        label="Is everybody in this file?",
        coerce=lambda value: value == "yes",
        choices=[("yes", "Yes, everybody of the schools in it"), ("no", "No, only some of them")],
        widget=Radios(
            hints={
                "yes": "Who is not in it has left.",
                "no": "Nobody leaves because of this file.",
            }
        ),
    )
    trust_code = forms.CharField(
        label="Your trust's group UID",
        help_text="Only if the file has schools of other trusts too.",
        max_length=20,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        format: RosterFormat,
        fields: Mapping[str, str],
        headings: Iterable[str],
        likely: Mapping[str, str],
        schools: Iterable[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Not in this list"), *((heading, heading) for heading in headings)]
        own = {
            f"column_{field}": forms.ChoiceField(
                label=words,
                choices=choices,
                required=field in NEEDED_FIELDS,
                initial=likely.get(field, ""),
            )
            for field, words in fields.items()
        }
        if format is RosterFormat.SCHOOLS:
            kept = {"trust_code": self.fields["trust_code"]}
        elif fields:
            kept = {"school": self.fields["school"], "whole": self.fields["whole"]}
            kept["school"].choices = [("", "Every row names one"), *schools]  # type: ignore[attr-defined]
            if format is RosterFormat.PUPIL_LIST:
                kept["school"].label = "Where are those on roll who have no school in the list?"
        else:
            kept = {"whole": self.fields["whole"]}
        self.fields = {**own, **kept}

    def columns(self) -> dict[str, str]:
        """The heading chosen for each field, without those that are not in the list."""
        return {
            name.removeprefix("column_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("column_") and value
        }


class TakeInForm(Form):
    """Asked only when so many would leave that the file may have been cut short."""

    leaving = forms.BooleanField(label="")

    def __init__(self, *args: Any, leaving: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaving"].label = f"Yes, all {leaving} of them really leave"


class ScopeForm(Form):
    scope = forms.TypedChoiceField(
        label="Whom do you take in?",
        coerce=RosterScope,
        choices=[(scope.value, words) for scope, words in SCOPE_WORDS.items()],
        widget=Radios(
            hints={
                RosterScope.STAFF.value: "Enough for most trusts.",
                RosterScope.PUPILS.value: (
                    "The answers then know who is a pupil, and on which day one leaves or becomes 18."
                ),
                RosterScope.PARENTS.value: (
                    "Rarely needed: staff say themselves that somebody is a parent, and the office can check it. "
                    "Switch it on only if your data protection officer agrees."
                ),
            }
        ),
    )
