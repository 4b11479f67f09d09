"""Walking "Can I ...?" as a browser without JavaScript does: every hidden field of the form, and what is typed."""

from __future__ import annotations

from typing import Any

from tests.pages import Page, Pages

ASK = "/ask/"


class Journey:
    """One person asking. `page` is what they see."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.page = pages.get(ASK)

    def form(self, action: str = ASK) -> dict[str, list[str]]:
        """The hidden fields of the last form that goes to `action`."""
        form = self.page.all(f"form[@action='{action}']")[-1]
        fields: dict[str, list[str]] = {}
        for box in form.xpath(".//input[@type='hidden']"):
            if box.get("name") != "csrfmiddlewaretoken":
                fields.setdefault(box.get("name"), []).append(box.get("value", ""))
        return fields

    def go(self, go: str = "next", **typed: Any) -> Page:
        self.page = self.pages.post(ASK, {**self.form(), **typed, "go": go})
        return self.page

    def press(self, action: str, **typed: Any) -> Page:
        self.page = self.pages.post(action, {**self.form(action), **typed})
        return self.page

    def follow(self, action: str, **typed: Any) -> Page:
        self.page = self.pages.send(action, {**self.form(action), **typed})
        return self.page


def unknown(name: str) -> dict[str, str]:
    return {f"{name}-unknown": "on"}


def year(name: str, number: int) -> dict[str, str]:
    return {f"{name}-year": str(number)}


FRIEND_WHO_IS_A_PARENT: tuple[dict[str, Any], ...] = (
    {"platforms": ["whatsapp"]},
    {"kinds": ["friend", "parent"], "school": "hill"},
    {**year("since", 2011), "through_work": "no"},
    {"stage": "connected", "form": "direct", "purpose": "private"},
)
PUPIL_WHO_ASKED: tuple[dict[str, Any], ...] = (
    {"platforms": ["instagram"]},
    {"kinds": ["pupil"], "school": "hill"},
    {"child_at_risk": "no"},
    {"stage": "they_asked", "form": "direct", "purpose": "private"},
)
PUPIL_IN_TOUCH: tuple[dict[str, Any], ...] = (
    *PUPIL_WHO_ASKED[:3],
    {"stage": "connected", "knew_who": "yes", "form": "direct", "purpose": "private"},
)
PUPIL_WANTED: tuple[dict[str, Any], ...] = (
    *PUPIL_WHO_ASKED[:3],
    {"stage": "staff_wants", "form": "direct", "purpose": "private"},
)
PARENT_AFTER_WORK: tuple[dict[str, Any], ...] = (
    *FRIEND_WHO_IS_A_PARENT[:2],
    {**unknown("since"), "through_work": "yes"},
    FRIEND_WHO_IS_A_PARENT[3],
)
PUPIL_AS_FRIEND: tuple[dict[str, Any], ...] = (
    {"platforms": ["snapchat"]},
    {"kinds": ["pupil", "friend"], "school": "hill"},
    {"child_at_risk": "no"},
    {**unknown("since"), "through_work": "unsure", "peer": "no"},
    PUPIL_IN_TOUCH[3],
)


def walked(pages: Pages, steps: tuple[dict[str, Any], ...]) -> Journey:
    journey = Journey(pages)
    for step in steps:
        journey.go(**step)
    return journey
