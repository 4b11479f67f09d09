"""The parts that pages are made of: `{% load components %}`, and `{% load listings %}` for lists.

`/demo/components` shows each of them. Small parts are built here with `format_html`, which escapes what it
is given and is some twenty times quicker than a template; the others have templates in `web/components/`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField
from django.middleware.csrf import get_token
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from aboveboard.web import dates, forms

register = template.Library()
NOTHING = SafeString("")


# Dates


@register.filter
def day(value: date | None) -> str:
    """23 November 2026."""
    return dates.long_date(value) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """12:33pm."""
    return dates.clock_time(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """23 November 2026 at 12:33pm."""
    return dates.date_and_time(value) if value else ""


# Forms


@register.filter
def fields_in_order(form: BaseForm) -> list[BoundField]:
    return forms.fields_in_order(form)


@register.simple_tag
def field(bound: BoundField, heading: bool = False, size: str = "", said: bool = False) -> SafeString:
    """One field. `heading=True` makes its label the page's h1; `size` is s, m or l.

    `said` keeps the label for those who listen: the page's heading has shown it already.
    """
    context = {"field": bound, "heading": heading, "size": size, "said": said}
    return bound.render(template_name=bound.template_name, context=context)


@register.simple_tag
def question(form: BaseForm) -> SafeString:
    """All fields of a form, the first one's label being the page's h1: one thing per page."""
    hidden = [bound.as_widget() for bound in form.hidden_fields()]
    visible = [field(bound, heading=not n) for n, bound in enumerate(forms.fields_in_order(form))]
    return format_html_join("", "{}", ((part,) for part in hidden + visible))


@register.simple_tag
def fields_below(form: BaseForm | BaseFormSet[Any], heading: str) -> SafeString:
    """All fields of a form below the page's own `heading`; the one that asks the same does not show it again."""
    if isinstance(form, BaseFormSet):
        return form.render()
    hidden = [bound.as_widget() for bound in form.hidden_fields()]
    asked = forms.fields_in_order(form)
    size = "s" if len(asked) > 1 else ""
    visible = [field(bound, size=size, said=str(bound.label) == heading) for bound in asked]
    return format_html_join("", "{}", ((part,) for part in hidden + visible))


@register.filter
def first_label(form: BaseForm) -> str:
    return str(forms.fields_in_order(form)[0].label)


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(*sources: Any) -> dict[str, Any]:
    """What is wrong, first on the page. base.html does this for `form`, `formset` and `forms` in the context."""
    return {"problems": problems_of(*sources)}


@register.simple_tag
def has_errors(*sources: Any) -> bool:
    return bool(problems_of(*sources))


def problems_of(*sources: Any) -> list[tuple[str, str]]:
    """(message, id of the box to mend) for every error of forms, formsets and lists of forms, in their order."""
    found: list[tuple[str, str]] = []
    for source in sources:
        if not source:
            # A template gives "" for what is not in its context; a formset without forms is false too.
            continue
        if not isinstance(source, BaseForm):
            if isinstance(source, BaseFormSet):
                found += [(str(message), "") for message in source.non_form_errors()]
            found += problems_of(*source)
        elif source.is_bound and source.errors:
            visible: list[Any] = source.visible_fields()
            first = visible[0].target if visible else ""
            found += [(str(message), first) for message in source.non_field_errors()]
            found += [(str(message), bound.target) for bound in visible for message in bound.errors]
            found += [(str(message), first) for bound in source.hidden_fields() for message in bound.errors]
    return found


# Buttons and links


def _button_class(variant: str) -> str:
    return f"govuk-button govuk-button--{variant}" if variant else "govuk-button"


@register.simple_tag
def button(text: str, variant: str = "", name: str = "", value: str = "") -> SafeString:
    """A submit button; a second press within a second is ignored. `variant`: secondary, warning or inverse."""
    named = format_html(' name="{}" value="{}"', name, value) if name else NOTHING
    return format_html(
        '<button type="submit" class="{}" data-module="govuk-button" data-prevent-double-click="true"{}>{}</button>',
        _button_class(variant),
        named,
        text,
    )


@register.simple_tag
def button_link(text: str, href: str, variant: str = "", start: bool = False) -> SafeString:
    """A link that looks like a button, for "go on" where nothing is sent. `start` adds the arrow of a start page."""
    arrow = mark_safe(
        '<svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="17.5" height="19"'
        ' viewBox="0 0 33 40" aria-hidden="true" focusable="false">'
        '<path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z"/></svg>'
    )
    return format_html(
        '<a href="{}" role="button" draggable="false" class="{}{}" data-module="govuk-button">{}{}</a>',
        href,
        _button_class(variant),
        " govuk-button--start" if start else "",
        text,
        arrow if start else "",
    )


@register.simple_block_tag
def button_group(content: str) -> SafeString:
    return format_html('<div class="govuk-button-group">{}</div>', content)


@register.simple_tag(takes_context=True)
def post_button(context: Any, text: str, action: str, variant: str = "", **hidden: object) -> SafeString:
    """A whole form of one button, for a step with nothing to fill in. Further arguments are hidden fields."""
    return format_html(
        '<form method="post" action="{}" novalidate><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        "{}{}</form>",
        action,
        get_token(context["request"]),
        format_html_join("", '<input type="hidden" name="{}" value="{}">', hidden.items()),
        button(text, variant),
    )


@register.simple_tag
def back_link(href: str, text: str = "Back") -> SafeString:
    """Stands in the block `before`."""
    return format_html(
        '<nav aria-label="{1}"><a href="{0}" class="govuk-back-link">{1}</a></nav>', href, text
    )


@register.simple_tag
def breadcrumbs(*texts_and_addresses: str) -> SafeString:
    """`{% breadcrumbs "Home" "/" "Declarations" "/declarations/" %}`, in the block `before`."""
    pairs = zip(texts_and_addresses[::2], texts_and_addresses[1::2], strict=True)
    return format_html(
        '<nav class="govuk-breadcrumbs" aria-label="Breadcrumb"><ol class="govuk-breadcrumbs__list">{}</ol></nav>',
        format_html_join(
            "",
            '<li class="govuk-breadcrumbs__list-item"><a class="govuk-breadcrumbs__link" href="{1}">{0}</a></li>',
            pairs,
        ),
    )


# Words that stand out


@register.simple_block_tag
def warning(content: str) -> SafeString:
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span> {}</strong></div>',
        content,
    )


@register.simple_block_tag
def inset(content: str) -> SafeString:
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def banner(content: str, title: str = "Important", success: bool = False) -> SafeString:
    """A notification banner. `success=True` is for what has just been done; it is read out and focused."""
    return format_html(
        '<div class="govuk-notification-banner{}" role="{}" aria-label="{}" data-module="govuk-notification-banner">'
        '<div class="govuk-notification-banner__header"><h2 class="govuk-notification-banner__title">{}</h2>'
        '</div><div class="govuk-notification-banner__content">{}</div></div>',
        " govuk-notification-banner--success" if success else "",
        "alert" if success else "region",
        title,
        title,
        content,
    )


@register.simple_block_tag
def panel(content: str, title: str) -> SafeString:
    """The confirmation at the end of a journey; `title` is the page's h1."""
    return format_html(
        '<div class="govuk-panel govuk-panel--confirmation"><h1 class="govuk-panel__title">{}</h1>'
        '<div class="govuk-panel__body">{}</div></div>',
        title,
        content,
    )


@register.simple_block_tag
def details(content: str, summary: str) -> SafeString:
    return format_html(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        summary,
        content,
    )


@register.simple_tag
def tag(text: str, colour: str = "") -> SafeString:
    """A status. `colour`: grey, green, teal, blue, purple, magenta, red, orange or yellow."""
    return format_html(
        '<strong class="govuk-tag{}">{}</strong>', f" govuk-tag--{colour}" if colour else "", text
    )


@register.simple_block_tag
def nothing_here(content: str, title: str) -> SafeString:
    """An empty list: `title` says so, the content says what to do next."""
    return format_html('<div class="app-empty"><h2 class="govuk-heading-m">{}</h2>{}</div>', title, content)


@register.simple_block_tag
def tell_now(content: str, title: str = "Tell someone now", contacts: Iterable[Any] = ()) -> SafeString:
    """Who to tell now. Each of `contacts` has `name`, `role` and `telephone`; the content follows them."""
    people = [
        format_html(
            "<li><strong>{}</strong><span>{}</span>{}</li>",
            contact.name,
            contact.role,
            format_html(
                '<a class="govuk-link" href="tel:{}">{}</a>',
                "".join(c for c in contact.telephone if c in "+0123456789"),
                contact.telephone,
            )
            if contact.telephone
            else NOTHING,
        )
        for contact in contacts
    ]
    listed = (
        format_html(
            '<ul class="app-tell-now__people">{}</ul>', format_html_join("", "{}", ((p,) for p in people))
        )
        if people
        else NOTHING
    )
    return format_html(
        '<section class="app-tell-now" aria-label="{0}"><h2 class="govuk-heading-m">{0}</h2>{1}{2}</section>',
        title,
        listed,
        content,
    )


@register.simple_tag
def clause(section: str, sentence: str) -> SafeString:
    """What the trust's guidance asks, with where it stands: never a bare clause id."""
    return format_html(
        '<div class="govuk-inset-text"><p class="govuk-body govuk-!-margin-bottom-1">{}</p>'
        '<p class="govuk-hint govuk-!-margin-bottom-0">Section {} of the guidance</p></div>',
        sentence,
        section,
    )


# Lists of facts


@register.simple_block_tag
def summary_list(content: str, lines: bool = True) -> SafeString:
    return format_html(
        '<dl class="govuk-summary-list{}">{}</dl>', "" if lines else " govuk-summary-list--no-border", content
    )


@register.simple_block_tag
def summary_row(content: str, key: str, change: str = "", what: str = "", text: str = "Change") -> SafeString:
    """One fact. `change` is where to change it, `what` names it for screen readers: Change (the school)."""
    action = (
        format_html(
            '<dd class="govuk-summary-list__actions"><a class="govuk-link" href="{}">{}'
            '<span class="govuk-visually-hidden"> {}</span></a></dd>',
            change,
            text,
            what or key.lower(),
        )
        if change
        else NOTHING
    )
    return format_html(
        '<div class="govuk-summary-list__row{}"><dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value">{}</dd>{}</div>',
        "" if change else " govuk-summary-list__row--no-actions",
        key,
        content,
        action,
    )


@register.simple_block_tag
def task_list(content: str) -> SafeString:
    return format_html('<ul class="govuk-task-list">{}</ul>', content)


@register.simple_tag
def task(title: str, status: str, href: str = "", colour: str = "", hint: str = "") -> SafeString:
    """One line of a task list. Without `href` it cannot be started yet; without `colour` the status is plain text."""
    key = f"task-{slugify(title)}"
    name = (
        format_html(
            '<a class="govuk-link govuk-task-list__link" href="{}" aria-describedby="{}">{}</a>',
            href,
            key,
            title,
        )
        if href
        else format_html("<div>{}</div>", title)
    )
    return format_html(
        '<li class="govuk-task-list__item{}"><div class="govuk-task-list__name-and-hint">{}{}</div>'
        '<div class="govuk-task-list__status{}" id="{}">{}</div></li>',
        " govuk-task-list__item--with-link" if href else "",
        name,
        format_html('<div class="govuk-task-list__hint">{}</div>', hint) if hint else NOTHING,
        "" if href else " govuk-task-list__status--cannot-start-yet",
        key,
        tag(status, colour) if colour else status,
    )


@register.simple_block_tag
def timeline(content: str) -> SafeString:
    return format_html('<div class="moj-timeline">{}</div>', content)


@register.simple_block_tag
def event(content: str, title: str, at: datetime, by: str = "") -> SafeString:
    """One thing that happened, newest first."""
    return format_html(
        '<div class="moj-timeline__item"><div class="moj-timeline__header"><h2 class="moj-timeline__title">{}</h2>{}'
        '</div><p class="moj-timeline__date"><time datetime="{}">{}</time></p>'
        '<div class="moj-timeline__description">{}</div></div>',
        title,
        format_html(' <p class="moj-timeline__byline">by {}</p>', by) if by else NOTHING,
        at.isoformat(),
        dates.date_and_time(at),
        content,
    )
