"""What somebody named in a record asks, and what is answered."""

from __future__ import annotations

from django import forms

from aboveboard.declarations.services.named import RequestKind
from aboveboard.web.fields import Radios
from aboveboard.web.forms import Form

KINDS: dict[RequestKind, str] = {
    RequestKind.ASK: "Ask what you keep about me",
    RequestKind.CORRECT: "Have something put right",
    RequestKind.COMPLAIN: "Complain",
}


class NamedForm(Form):
    """The public page."""

    kind = forms.ChoiceField(
        label="What would you like to do?",
        choices=[(kind.value, words) for kind, words in KINDS.items()],
        widget=Radios(),
    )
    name = forms.CharField(label="Your name", max_length=200)
    email = forms.EmailField(label="Your e-mail address", help_text="We answer you there.")
    text = forms.CharField(
        label="What would you like to say?", widget=forms.Textarea(attrs={"rows": 6}), max_length=5000
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"


class AnswerNamedForm(Form):
    """What the data protection officer answered, in a letter or e-mail of their own."""

    answer = forms.CharField(
        label="What you answered", widget=forms.Textarea(attrs={"rows": 6}), max_length=5000
    )
