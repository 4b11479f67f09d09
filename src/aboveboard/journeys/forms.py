"""What is asked of somebody who keeps records longer than their time."""

from __future__ import annotations

from django import forms

from aboveboard.web.forms import Form


class FindForm(Form):
    """Whose records."""

    q = forms.CharField(
        label="Whose records must be kept longer?",
        max_length=100,
        help_text="Type their name, or part of it.",
    )


class HoldForm(Form):
    """Why."""

    reason = forms.CharField(
        label="Why must they be kept longer?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example, that a court or an inquiry has asked for them. This is kept with them.",
    )
