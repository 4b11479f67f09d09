"""What an author writes about a declaration of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from aboveboard.web.fields import Checkboxes
from aboveboard.web.forms import Form


class WordsForm(Form):
    """A few sentences."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), max_length=3000)

    def __init__(
        self, *args: object, label: str, hint: str = "", required: bool = True, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["text"].label = label
        self.fields["text"].help_text = hint
        self.fields["text"].required = required


class ConfirmForm(Form):
    """One tick for each that is still right. `found` are (reference and version, name)."""

    references = forms.MultipleChoiceField(label="Which are still right?", widget=Checkboxes())

    def __init__(self, *args: Any, found: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["references"]
        field.choices = found
