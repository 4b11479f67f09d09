"""Who outside the trust gets checkpoints and cosigns them, and why that is changed."""

from __future__ import annotations

from typing import Any

from django import forms

from aboveboard.people.forms.settings import ReasonForm
from aboveboard.web.fields import Radios


class AddressForm(ReasonForm):
    name = forms.CharField(
        label="Who is it?", help_text="For example: the union’s branch secretary.", max_length=100
    )
    address = forms.EmailField(label="E-mail address")

    field_order = ("name", "address", "reason")


class FarewellForm(ReasonForm):
    """As `ReasonForm`, for what is told to somebody outside."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "reason"
        ].help_text = "We write to them and tell them why, in your words. The history keeps them too."


class WitnessForm(ReasonForm):
    verifier_key = forms.CharField(
        label="The witness’s key",
        help_text="One line that its operator gives you. It has two plus signs in it.",
        max_length=200,
    )
    url = forms.CharField(
        label="The witness’s address",
        help_text="For example: https://witness.example.org",
        max_length=300,
    )

    field_order = ("verifier_key", "url", "reason")


class NeededForm(ReasonForm):
    """`witnesses` is how many there are; `needed` how many must sign now."""

    needed = forms.ChoiceField(
        label="How many of the witnesses must sign?",
        widget=Radios(
            hints={
                "none": "What they sign goes into receipts, and receipts do not ask for it.",
                "all": "While one is away, new receipts do not count as witnessed.",
            }
        ),
    )

    field_order = ("needed", "reason")

    def __init__(self, *args: Any, witnesses: int, needed: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = [(str(number), f"{number} of them") for number in range(2, witnesses)]
        choices = [("none", "None"), ("any", "Any one of them"), *numbers, ("all", "All of them")]
        self.fields["needed"].choices = choices if witnesses else choices[:1]  # type: ignore[attr-defined]
        self.fields["needed"].initial = needed
