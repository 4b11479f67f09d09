"""What is asked of somebody who opens another person's file."""

from __future__ import annotations

from django import forms

from aboveboard.ledger.pure.references import MisreadReferenceError, read_reference
from aboveboard.web.forms import Form


class FindForm(Form):
    """Whose file."""

    q = forms.CharField(
        label="Whose file do you need?",
        max_length=100,
        help_text="Type their name, or part of it.",
    )


class CompareForm(Form):
    """Which receipt, and the size of the checkpoint that it is to be compared with."""

    reference = forms.CharField(
        label="What is the receipt’s reference?",
        max_length=40,
        help_text="It looks like AB-7K3M-9QXT-2VHD.",
    )
    size = forms.IntegerField(
        label="What size do you need?",
        min_value=1,
        max_value=2**63 - 1,
        help_text="The number in the second line of what they were sent.",
    )

    def clean_reference(self) -> str:
        try:
            return read_reference(self.cleaned_data["reference"])
        except MisreadReferenceError as refused:
            raise forms.ValidationError(str(refused)) from None


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(
        label="Why do you need to open this file?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person whose file it is can read this.",
    )
