"""The links in the header, beside one's name, and in the footer. Rooms above add theirs in `AppConfig.ready`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse

from aboveboard.rules.access import AccessRule
from aboveboard.rules.actor import Requester


class Place(StrEnum):
    """Where a link stands. The person's stand beside their name."""

    HEADER = "header"
    PERSON = "person"
    FOOTER = "footer"


@dataclass(frozen=True, slots=True)
class Entry:
    """One link for those whom `rule` admits; give it the rule of the page it leads to. Lower `order` comes first."""

    text: str
    url_name: str
    rule: AccessRule
    order: int = 100
    place: Place = Place.HEADER


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands on one page. `current` is the page itself; `within` is a page below it."""

    text: str
    href: str
    current: bool
    within: bool


_entries: list[Entry] = []


def add(*entries: Entry) -> None:
    """Add links to the menu; adding one twice changes nothing."""
    _entries.extend(entry for entry in entries if entry not in _entries)
    _entries.sort(key=lambda entry: (entry.order, entry.text))


def links_for(requester: Requester, place: Place, path: str) -> tuple[Link, ...]:
    """The links that `requester` may follow, in order, as seen from the page at `path`."""
    return tuple(
        Link(
            text=entry.text,
            href=(href := reverse(entry.url_name)),
            current=path == href,
            within=href != "/" and path != href and path.startswith(href.rstrip("/") + "/"),
        )
        for entry in _entries
        if entry.place == place and entry.rule.admits(requester)
    )
