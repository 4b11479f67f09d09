"""The settings of the decision: read, change, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.people.forms.settings import TOPICS, ReasonForm, TopicForm, texts_of, topic_slug
from aboveboard.people.selectors.settings import (
    differences,
    get_proposed_change,
    get_settings,
    list_settings_changes,
    may_confirm_change,
)
from aboveboard.people.services.settings import confirm_settings, propose_settings, withdraw_settings
from aboveboard.people.settings_effects import is_known, list_effects
from aboveboard.people.views.sending import sent
from aboveboard.rules.access import Holds
from aboveboard.rules.administration import (
    MAY_CONFIRM_SETTINGS,
    MAY_PROPOSE_SETTINGS,
    MAY_READ_SETTINGS,
    may_propose_settings,
    may_withdraw_settings,
)
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotFound
from aboveboard.rules.relationships.setting_texts import SETTING_TEXTS, Topic, loosened_about_pupils
from aboveboard.rules.relationships.settings import DEFAULTS, Settings, read_settings
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in

READERS = Holds(*MAY_READ_SETTINGS)
CHANGERS = Holds(*MAY_PROPOSE_SETTINGS)
CONFIRMERS = Holds(*MAY_CONFIRM_SETTINGS)

_TEXTS = {text.key: text for text in SETTING_TEXTS}
_WORDS = {(text.key, choice.value): choice.words for text in SETTING_TEXTS for choice in text.choices}


@access(READERS)
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    now, actor = clock.now(), signed_in(request)
    current, waiting = get_settings(now), get_proposed_change(now)
    context = {
        "topics": [_topic_row(topic, current) for topic in Topic],
        "is_default": current == DEFAULTS,
        "may_change": bool(may_propose_settings(actor)) and waiting is None,
        "may_withdraw": bool(may_withdraw_settings(actor)),
        "may_confirm": waiting
        and may_confirm_change(actor, proposed_by_id=waiting.proposed_by_id, on=uk_date(now)),
        "waiting": waiting,
        "waiting_changes": _in_words(waiting.changes) if waiting else (),
        "history": [(change, _in_words(change.changes)) for change in list_settings_changes()],
    }
    return render(request, "people/settings.html", context)


def _topic_row(topic: Topic, current: Settings) -> dict[str, Any]:
    values, defaults = current.as_json(), DEFAULTS.as_json()
    return {
        "heading": topic.value,
        "slug": topic_slug(topic),
        "changed": sum(values[text.key] != defaults[text.key] for text in texts_of(topic)),
        "answers": [(text.question, _WORDS[text.key, values[text.key]]) for text in texts_of(topic)],
    }


def _in_words(changes: tuple[tuple[str, str, str], ...]) -> tuple[dict[str, str], ...]:
    return tuple(
        {
            "question": _TEXTS[key].question,
            "before": _WORDS[key, before],
            "after": _WORDS[key, after],
            "example": _TEXTS[key].example,
        }
        for key, before, after in changes
    )


@access(CHANGERS)
@require_http_methods(["GET", "POST"])
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions of a topic; sent, they lead to the page that shows what would change."""
    if slug not in TOPICS:
        raise NotFound
    asked, current = TOPICS[slug], get_settings(clock.now())
    form = TopicForm(sent(request), topic=asked, settings=current)
    if request.method == "POST" and form.is_valid():
        return _check(request, read_settings(current.as_json() | form.cleaned_data))
    context = {
        "form": form,
        "heading": asked.value,
        "back": reverse("people:settings"),
        "submit": "See what would change",
    }
    return render(request, "web/question.html", context)


@access(CHANGERS)
@require_POST
def adopt_defaults(request: HttpRequest) -> HttpResponse:
    return _check(request, DEFAULTS)


def _check(request: HttpRequest, after: Settings, form: ReasonForm | None = None) -> HttpResponse:
    now = clock.now()
    before = get_settings(now)
    changes = differences(before, after)
    context = {
        "changes": _in_words(changes),
        "values": [(key, value) for key, _, value in differences(DEFAULTS, after)],
        "needs_two": bool(loosened_about_pupils(before, after)),
        "effects": list_effects(before, after, now),
        "effects_known": is_known(),
        "form": form or ReasonForm(),
    }
    return render(request, "people/settings_check.html", context)


@access(CHANGERS)
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    values = {key: request.POST[key] for key in _TEXTS if key in request.POST}
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _check(request, read_settings(values), form)
    done = propose_settings(
        actor=signed_in(request), now=clock.now(), values=values, reason=form.cleaned_data["reason"]
    )
    messages.success(
        request,
        "Your change waits for a second person. The trust's safeguarding lead will be told."
        if done.waits
        else "The settings are changed.",
    )
    return HttpResponseRedirect(reverse("people:settings"))


@access(CONFIRMERS)
@require_POST
def decide(request: HttpRequest, revision_id: int) -> HttpResponse:
    """The second person confirms, or anyone concerned withdraws."""
    step = confirm_settings if request.POST.get("step") == "confirm" else withdraw_settings
    step(actor=signed_in(request), now=clock.now(), revision_id=revision_id)
    words = "confirmed and in force" if step is confirm_settings else "withdrawn"
    messages.success(request, f"The change is {words}.")
    return HttpResponseRedirect(reverse("people:settings"))
