"""The questions of one topic of the settings, and why they are changed."""

from __future__ import annotations

from typing import Any

from django import forms

from aboveboard.rules.relationships.setting_texts import SETTING_TEXTS, SettingText, Topic
from aboveboard.rules.relationships.settings import DEFAULTS, Settings
from aboveboard.web.fields import Radios
from aboveboard.web.forms import Form


def topic_slug(topic: Topic) -> str:
    """The topic in an address."""
    return topic.name.lower().replace("_", "-")


TOPICS: dict[str, Topic] = {topic_slug(topic): topic for topic in Topic}


def texts_of(topic: Topic) -> tuple[SettingText, ...]:
    """The settings of a topic, in their order."""
    return tuple(text for text in SETTING_TEXTS if text.topic is topic)


class TopicForm(Form):
    """One question for each setting of the topic, answered as it stands."""

    def __init__(self, *args: Any, topic: Topic, settings: Settings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = settings.as_json()
        for text in texts_of(topic):
            default = DEFAULTS.as_json()[text.key]
            self.fields[text.key] = forms.ChoiceField(
                label=text.question,
                help_text=f"For example: {text.example}",
                choices=[(choice.value, choice.words) for choice in text.choices],
                initial=now[text.key],
                widget=Radios(hints={default: "Our default."}),
            )


class ReasonForm(Form):
    """Why the settings are changed."""

    reason = forms.CharField(
        label="Why do you change this?",
        help_text="Whoever reads the history will see it.",
        widget=forms.Textarea,
        max_length=1000,
    )
