"""What administrators fill in: roles, absences, people, schools, and the trust itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from aboveboard.people.selectors.trust import ROLE_WORDS, TrustDetails
from aboveboard.rules.actor import Role
from aboveboard.rules.relationships.facts import Category
from aboveboard.web.fields import DateField, Radios
from aboveboard.web.forms import Form

_WHOLE_TRUST = ("", "The whole trust")
CATEGORY_WORDS = {
    Category.PERMANENT: "Permanent",
    Category.TEMPORARY: "Temporary, or a trainee",
    Category.CASUAL: "Casual",
    Category.AGENCY: "From an agency",
    Category.VOLUNTEER: "Volunteer",
    Category.LAB_MEMBER: "Member of a local board",
}
LABELLED = tuple(role for role in Role if role is not Role.STAFF_MEMBER)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


class _AtASchool(Form):
    """A form with a field `school`: the id of one of `schools`, (id, name), or None for the whole trust."""

    school = forms.TypedChoiceField(label="Where?", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, schools: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].choices = [_WHOLE_TRUST, *schools]  # type: ignore[attr-defined]


class GrantRoleForm(_AtASchool):
    email = forms.EmailField(label="Their work e-mail address")
    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose one"), *((role.value, _capital(ROLE_WORDS[role])) for role in LABELLED)],
    )
    deputy = forms.BooleanField(label="They stand in for somebody (deputy)", required=False)
    from_on = DateField(label="First day")
    until_on = DateField(label="Last day, if it has one", required=False)

    field_order = ("email", "role", "school", "deputy", "from_on", "until_on")


class EndRoleForm(Form):
    last_on = DateField(label="Last day in the role")


class AbsenceForm(Form):
    from_on = DateField(label="First day away")
    until_on = DateField(label="Last day away")


class AddStaffForm(_AtASchool):
    given_name = forms.CharField(label="First names", max_length=100)
    family_name = forms.CharField(label="Family name", max_length=100)
    email = forms.EmailField(label="Work e-mail address", help_text="We will invite them by e-mail.")
    job_title = forms.CharField(label="Job", max_length=120)
    category = forms.TypedChoiceField(
        label="How do they work here?",
        coerce=Category,
        choices=[(category.value, words) for category, words in CATEGORY_WORDS.items()],
        widget=Radios,
    )
    from_on = DateField(label="First day")

    field_order = ("given_name", "family_name", "email", "school", "job_title", "category", "from_on")


class AddSchoolForm(Form):
    name = forms.CharField(label="Name of the school", max_length=200)
    phase = forms.CharField(label="Kind of school", help_text="For example: Primary.", max_length=40)
    telephone = forms.CharField(label="Telephone number", max_length=40)


class TrustForm(Form):
    """The trust's name, mailboxes, and its own word for each role."""

    name = forms.CharField(label="Name of the trust", max_length=200)
    hr_email = forms.EmailField(label="E-mail address of trust HR", required=False)
    data_protection_email = forms.EmailField(label="E-mail address for data protection", required=False)

    leavers_days = forms.IntegerField(
        label="For how many days may those who left fetch their own file?",
        help_text="They sign in as before, and see nothing else. 0 ends it with their last day.",
        min_value=0,
        max_value=3650,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, trust: TrustDetails, **kwargs: Any) -> None:
        initial = {
            "name": trust.name,
            "hr_email": trust.hr_email,
            "data_protection_email": trust.data_protection_email,
            "leavers_days": trust.leavers_days,
        }
        super().__init__(*args, **{**kwargs, "initial": initial})
        for role in LABELLED:
            self.fields[role.value] = forms.CharField(
                label=f"What you call the {ROLE_WORDS[role]}",
                required=False,
                max_length=60,
                initial=trust.labels[role],
            )

    def labels(self) -> dict[Role, str]:
        """The words typed for each role."""
        return {role: self.cleaned_data[role.value] for role in LABELLED}
