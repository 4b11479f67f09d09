"""The two boxes of every signature: the typed name, and the code that shows it is you."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest

from aboveboard.people import step_up
from aboveboard.rules.actor import Actor
from aboveboard.web.forms import Form


def same_name(typed: str, name: str) -> bool:
    """True when both say one name, whatever the case, the accents and the spaces."""
    return _plain(typed) == _plain(name)


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold().replace("’", "'"))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


class SigningForm(Form):
    """A signature. When valid, `step_up` says how and when the signer showed that it was them.

    Pages print `{% include "people/step_up.html" %}` above it, with `step_up_context(request, now)`.
    """

    typed_name = forms.CharField(
        label="Your full name", help_text="Typing it is your signature.", max_length=200
    )
    code = forms.CharField(label="Code", max_length=20)

    step_up: step_up.StepUp

    def __init__(self, *args: Any, request: HttpRequest, actor: Actor, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.actor, self.now = request, actor, now
        self.done = step_up.get_step_up(request, now)
        self.fields["typed_name"].widget.attrs["autocomplete"] = "name"
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}
        if self.done:
            del self.fields["code"]

    def clean_typed_name(self) -> str:
        typed: str = self.cleaned_data["typed_name"]
        if not same_name(typed, self.actor.name):
            raise forms.ValidationError(f"Type your name as your account has it: {self.actor.name}")
        return typed

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not step_up.check_code(self.request, code, now=self.now):
            raise forms.ValidationError(
                "The code is wrong or too old. Type the newest one, or ask for another"
            )
        return code

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not step_up.list_methods(self.request):
            raise forms.ValidationError("You cannot sign: ask your administrator to set up your account")
        if not self.errors:
            # Used up only once everything else is right, so that a slip in the name costs no new code.
            self.step_up = self.done or step_up.use_code(self.request, now=self.now)
        return cleaned
