"""Forms in the GOV.UK Design System's markup. `FORM_RENDERER` is `aboveboard.web.forms.Renderer`.

Any Django form looks right with it, allauth's too. Rooms build theirs on `Form` and, where the plain Django ones
do not do, on those of `web/fields.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import cached_property

from aboveboard.web.fields import DateInput, quoted


class GovukBoundField(BoundField):
    """A field together with the classes, ids and plain error messages that the design system asks for."""

    def __init__(self, form: Any, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if field.label is None:
            field.label = str(self.label)
        # A bound field is made before its form is cleaned, and the field is the form's own copy.
        _say_plainly(field, str(self.label))

    @cached_property
    def kind(self) -> str:
        """Which template part shows the field."""
        widget = self.field.widget
        match widget:
            case _ if widget.is_hidden:
                return "hidden"
            case DateInput():
                return "date"
            case forms.CheckboxSelectMultiple():
                return "checkboxes"
            case forms.RadioSelect():
                return "radios"
            case forms.CheckboxInput():
                return "checkbox"
            case forms.Select():
                return "select"
            case forms.Textarea():
                return "textarea"
            case forms.FileInput():
                return "file"
            case forms.PasswordInput():
                return "password"
        return "input"

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}_helptext"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}_error"

    @property
    def target(self) -> str:
        """The id that the error summary leads to: the first box that is wrong."""
        if self.kind == "date":
            return f"{self.auto_id}-{(self.wrong_parts or ['day'])[0]}"
        if self.kind in ("radios", "checkboxes"):
            return f"{self.auto_id}_0"
        return self.auto_id

    @property
    def wrong_parts(self) -> list[str]:
        """Which boxes of a date are wrong; all of them when an error does not say."""
        if not self.errors:
            return []
        codes = {part for error in self.errors.as_data() for part in (error.code or "").split()}
        return [part for part in DateInput.parts if part in codes] or list(DateInput.parts)

    @property
    def described_by(self) -> str:
        """Ids of the hint and the error, for a fieldset, which carries them for what is inside."""
        ids = [self.hint_id] if self.help_text else []
        return " ".join(ids + ([self.error_id] if self.errors else []))

    @property
    def optional(self) -> bool:
        return (
            not self.field.required and self.kind != "checkbox" and "optional" not in str(self.label).lower()
        )

    @property
    def longest(self) -> int | None:
        """The limit for the character count of a text area."""
        return getattr(self.field, "max_length", None) if self.kind == "textarea" else None

    def options(self) -> list[dict[str, Any]]:
        """Radio buttons or checkboxes, each with its hint and the field it reveals."""
        widget = self.field.widget
        hints, reveals = getattr(widget, "hints", {}), getattr(widget, "reveals", {})
        found = []
        for bound in self.subwidgets:
            value = str(bound.data["value"])
            hint = hints.get(value)
            option_id = bound.data["attrs"].get("id", "")
            found.append(
                {
                    "id": option_id,
                    "name": bound.data["name"],
                    "value": value,
                    "label": bound.choice_label,
                    "checked": bound.data["selected"],
                    "hint": hint,
                    "reveals": self.form[reveals[value]] if value in reveals else None,
                    "divider": getattr(widget, "divider_before", None) == value,
                    "exclusive": getattr(widget, "exclusive", None) == value,
                }
            )
        return found

    def build_widget_attrs(self, attrs: Any, widget: Any = None) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        # The browser's own bubble names no mend, cannot be styled and vanishes: the page says it instead.
        built.pop("required", None)
        kind = self.kind
        block = {"select": "govuk-select", "textarea": "govuk-textarea", "file": "govuk-file-upload"}.get(
            kind, "govuk-input"
        )
        if kind in ("select", "textarea", "file", "input", "password"):
            classes = [block, self.field.widget.attrs.get("class", "")]
            if self.errors:
                classes.append(f"{block}--error")
            if kind == "password":
                classes.append("govuk-password-input__input govuk-js-password-input-input")
            if self.longest:
                classes.append("govuk-js-character-count")
            built["class"] = " ".join(filter(None, classes))
        if self.longest:
            described = f"{built.get('aria-describedby', '')} {self.auto_id}-info"
            built["aria-describedby"] = described.strip()
        if kind in ("input", "textarea"):
            # The limit is told, not enforced: a browser would cut off what is pasted without a word.
            built["maxlength"] = False
        if kind == "textarea":
            built.setdefault("rows", self.field.widget.attrs.get("rows", 5))
        if kind == "checkbox":
            built["class"] = "govuk-checkboxes__input"
        if kind == "date":
            built["data-wrong"] = " ".join(self.wrong_parts)
        return built


class Renderer(TemplatesSetting):
    """Shows every form of the service, ours and allauth's, in the design system's markup."""

    form_template_name = "web/forms/form.html"
    formset_template_name = "web/forms/formset.html"
    field_template_name = "web/forms/field.html"
    bound_field_class = GovukBoundField


class Form(forms.Form):
    """A form whose revealed fields count only while the answer that reveals them is chosen.

    A revealed field that was not asked for is neither required nor checked, and cleans to its empty value.
    """

    use_required_attribute = False

    def _clean_fields(self) -> None:
        unasked = self._unasked()
        required = {name: self.fields[name].required for name in unasked}
        for name in unasked:
            # A disabled field is cleaned from its initial value and not from what was sent.
            self.fields[name].disabled, self.fields[name].required = True, False
        super()._clean_fields()  # type: ignore[misc]
        for name in unasked:
            self.fields[name].disabled, self.fields[name].required = False, required[name]
            self.errors.pop(name, None)
            self.cleaned_data[name] = getattr(self.fields[name], "empty_value", None)

    def _unasked(self) -> list[str]:
        return [
            revealed
            for name, field in self.fields.items()
            for value, revealed in getattr(field.widget, "reveals", {}).items()
            if value not in _chosen(self[name].data)
        ]

    @cached_property
    def revealed_names(self) -> frozenset[str]:
        """Fields that stand below the answer that reveals them, and so not in the run of fields."""
        revealed: set[str] = set()
        for field in self.fields.values():
            revealed.update(getattr(field.widget, "reveals", {}).values())
        return frozenset(revealed)


def fields_in_order(form: forms.BaseForm) -> list[BoundField]:
    """The visible fields at the top level, without those that another field reveals."""
    revealed: frozenset[str] = getattr(form, "revealed_names", frozenset())
    return [bound for bound in form.visible_fields() if bound.name not in revealed]


def _chosen(data: Any) -> Sequence[str]:
    if data is None:
        return ()
    return [str(value) for value in data] if isinstance(data, (list, tuple)) else [str(data)]


def _say_plainly(field: forms.Field, label: str) -> None:
    """Replace Django's own messages, which name no field; a field's own messages stay."""
    name = quoted(label)
    # The messages about limits and choices are filled in with `%`.
    filled = name.replace("%", "%%")
    sentence = filled[0].upper() + filled[1:]
    choosing = isinstance(field, forms.ChoiceField) or isinstance(field.widget, forms.RadioSelect)
    if isinstance(field, forms.FileField):
        needed = f"Choose a file for {name}"
    elif isinstance(field, forms.BooleanField):
        needed = f"Tick {name if name.startswith('“') else f'“{label}”'} to go on"
    elif choosing:
        needed = f"Choose an answer to {name}" if label.endswith("?") else f"Choose {name}"
    elif label.endswith("?"):
        needed = f"Answer {name}"
    else:
        needed = f"Enter {name}"
    plain = {
        "required": needed,
        "invalid_choice": f"Choose one of the answers to {filled}",
        "invalid_list": f"Choose from the answers to {name}",
        "max_length": f"{sentence} must be %(limit_value)d characters or fewer. You have used %(show_value)d",
        "min_length": f"{sentence} must be %(limit_value)d characters or more",
        "max_value": f"{sentence} must be %(limit_value)s or less",
        "min_value": f"{sentence} must be %(limit_value)s or more",
    }
    if isinstance(field, forms.IntegerField):
        plain["invalid"] = f"{sentence} must be a number, like 12"
    elif isinstance(field, forms.EmailField):
        plain["invalid"] = f"Enter {name} in full, like name@example.org"
    elif isinstance(field, forms.FileField):
        plain["empty"] = f"The file for {name} is empty. Choose another"
        plain["max_length"] = f"The name of the file for {name} is too long. Make it shorter and try again"
    defaults: dict[str, Any] = {}
    for parent in reversed(type(field).__mro__):
        defaults.update(getattr(parent, "default_error_messages", {}))
    for code, message in plain.items():
        if field.error_messages.get(code) == defaults.get(code):
            field.error_messages[code] = message
