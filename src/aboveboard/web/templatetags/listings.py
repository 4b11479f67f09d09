"""Tables, and lists that filter, sort, page and download: `{% load listings %}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.base import Parser, Token, token_kwargs
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from aboveboard.web.exports import Column
from aboveboard.web.lists import Listing

register = template.Library()
NOTHING = SafeString("")


@register.filter
def thousands(value: int | None) -> str:
    """1,234,567."""
    return "" if value is None else f"{value:,}"


@register.filter
def duration(seconds: float) -> str:
    """How long something took: "less than a second", "12 seconds", "3 minutes"."""
    if seconds < 1:
        return "less than a second"
    number, unit = (round(seconds), "second") if seconds < 90 else (round(seconds / 60), "minute")
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


@register.simple_block_tag
def table(
    content: str,
    caption: str,
    columns: Sequence[Column | str],
    listing: Listing[Any] | None = None,
    caption_size: str = "",
    stacks: bool = True,
) -> SafeString:
    """A table; the content is rows of `{% cell %}`. With a listing, the headings of columns with a `sort` sort it.

    On a phone each row becomes a card, unless `stacks=False`: for a few narrow columns. Without `caption_size` (s, m,
    l) the caption is for screen readers alone.
    """
    return format_html(
        '<table class="govuk-table app-table{}"><caption class="govuk-table__caption {}">{}</caption>'
        '<thead class="govuk-table__head"><tr class="govuk-table__row">{}</tr></thead>'
        '<tbody class="govuk-table__body">{}</tbody></table>',
        " app-table--stacks" if stacks else "",
        f"govuk-table__caption--{caption_size}" if caption_size else "govuk-visually-hidden",
        caption,
        format_html_join("", "{}", ((_heading(column, listing),) for column in columns)),
        content,
    )


def _heading(column: Column | str, listing: Listing[Any] | None) -> SafeString:
    if isinstance(column, str):
        return format_html('<th scope="col" class="govuk-table__header">{}</th>', column)
    numeric = " govuk-table__header--numeric" if column.numeric else ""
    if listing is None or column.sort is None:
        return format_html('<th scope="col" class="govuk-table__header{}">{}</th>', numeric, column.heading)
    direction = listing.asked.direction_of(column.sort)
    return format_html(
        '<th scope="col" class="govuk-table__header{}" aria-sort="{}" data-sorts>'
        '<a class="govuk-link govuk-link--no-visited-state" href="{}">{}</a>{}</th>',
        numeric,
        direction,
        listing.asked.address_sorted_by(column.sort),
        column.heading,
        {
            "ascending": mark_safe(' <span aria-hidden="true">▲</span>'),
            "descending": mark_safe(' <span aria-hidden="true">▼</span>'),
        }.get(direction, NOTHING),
    )


class _Element(template.Node):
    """One element around its content. A long list has hundreds, so its tags are written when the template is read."""

    def __init__(self, opening: str, content: template.NodeList, closing: str) -> None:
        self.opening, self.nodelist, self.closing = opening, content, closing

    def render(self, context: template.Context) -> SafeString:
        return SafeString(self.opening + self.nodelist.render(context) + self.closing)


@register.tag
def row(parser: Parser, token: Token) -> _Element:
    content = parser.parse(("endrow",))
    parser.delete_first_token()
    return _Element('<tr class="govuk-table__row">', content, "</tr>")


@register.tag
def cell(parser: Parser, token: Token) -> _Element:
    """One cell: `{% cell "School" header=True numeric=True %}`, in words that no row changes.

    The first is its column's heading, shown above it on a phone; `header=True` for what names the row.
    """
    (_, *bits), words = token.split_contents(), template.Context()
    label = parser.compile_filter(bits.pop(0)).resolve(words) if bits and "=" not in bits[0] else ""
    options = {name: value.resolve(words) for name, value in token_kwargs(bits, parser).items()}
    if bits or options.keys() - {"header", "numeric"}:
        raise template.TemplateSyntaxError(
            f"{{% {token.contents} %}}: a cell takes a label, header and numeric."
        )
    content = parser.parse(("endcell",))
    parser.delete_first_token()
    element, scope = ("th", ' scope="row"') if options.get("header") else ("td", "")
    classes = f"govuk-table__{'header' if options.get('header') else 'cell'}"
    if options.get("numeric"):
        classes += f" {classes}--numeric"
    name = format_html(' data-label="{}"', label) if label else NOTHING
    return _Element(f'<{element}{scope} class="{classes}"{name}>', content, f"</{element}>")


@register.inclusion_tag("web/components/filter.html")
def filter_panel(listing: Listing[Any]) -> dict[str, Any]:
    """The boxes that filter a list, and what is in use. Stands first inside `<div class="app-listing">`."""
    asked = listing.asked
    return {
        "boxes": [
            {"filter": box, "value": asked.get(box.name), "id": f"filter-{box.name}"}
            for box in asked.design.filters
        ],
        "clear": asked.address(**dict.fromkeys(asked.filters)),
        "in_use": [
            {
                "label": box.label,
                "value": box.label_of(asked.get(box.name)),
                "without": asked.address(**{box.name: None}),
            }
            for box in asked.design.filters
            if asked.get(box.name)
        ],
        "sort": f"{'-' if asked.descending else ''}{asked.sort.name}",
    }


@register.inclusion_tag("web/components/listing_summary.html")
def listing_summary(listing: Listing[Any], one: str = "result", many: str = "results") -> dict[str, Any]:
    """How many and where to download them: `{% listing_summary listing "declaration" "declarations" %}`."""
    return {
        "listing": listing,
        "noun": one if listing.total == 1 else many,
        "xlsx": listing.asked.address(export="xlsx"),
        "csv": listing.asked.address(export="csv"),
    }


@register.inclusion_tag("web/components/pagination.html")
def pagination(listing: Listing[Any]) -> dict[str, Any]:
    """The pages of a list; nothing when there is only one."""
    return {
        "listing": listing,
        "previous": listing.asked.address(page=listing.page - 1) if listing.page > 1 else "",
        "next": listing.asked.address(page=listing.page + 1) if listing.page < listing.pages else "",
        "items": [
            {
                "number": number,
                "href": listing.asked.address(page=number) if number else "",
                "current": number == listing.page,
            }
            for number in listing.numbers
        ],
    }
