"""What is asked of somebody who opens another person's file."""

from __future__ import annotations

from django import forms

from aboveboard.web.forms import Form


class FindForm(Form):
    """Whose file."""

    q = forms.CharField(
        label="Whose file do you need?",
        max_length=100,
        help_text="Type their name, or part of it.",
    )


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(
        label="Why do you need to open this file?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person whose file it is can read this.",
    )
