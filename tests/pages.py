"""The one client through which tests fetch pages. Whatever a test is about, its pages are whole and accessible."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Self

import html5lib
from django.http import HttpResponse
from django.test import Client
from lxml import etree

# Ours to allow: html5lib knows the standard as it stood in 2017.
_NOT_WRONG_TODAY: frozenset[str] = frozenset()
_UNSAFE = ("'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", " *", "http:", "https:")
_LABELLED = "input[not(@type) or not(@type='hidden' or @type='submit' or @type='button')]|//select|//textarea"


class Page:
    """A page as fetched: its parts for a test to look at. Built by `Pages`, which has checked it."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response
        self.html = response.content.decode()
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False, strict=False
        )
        self.tree: etree._ElementTree = parser.parse(self.html)
        self.mistakes = [
            f"{code} at {where} {details}"
            for where, code, details in parser.errors
            if code not in _NOT_WRONG_TODAY
        ]

    def all(self, path: str) -> list[Any]:
        """Every match of an XPath below the document."""
        return list(self.tree.xpath(f"//{path}"))

    def texts(self, path: str) -> list[str]:
        return [" ".join("".join(found.itertext()).split()) for found in self.all(path)]

    @property
    def title(self) -> str:
        return self.texts("title")[0]

    @property
    def h1(self) -> str:
        return self.texts("h1")[0]

    @property
    def text(self) -> str:
        """Everything a reader reads in the main part, spaces made single."""
        return self.texts("main")[0]

    @property
    def problems(self) -> list[str]:
        """The lines of the error summary."""
        return self.texts("div[contains(@class, 'govuk-error-summary__body')]//li")

    @property
    def links(self) -> dict[str, str]:
        """Where each link of the page leads, by its words."""
        return {
            " ".join("".join(link.itertext()).split()): link.get("href", "") for link in self.all("a[@href]")
        }

    def follow(self, words: str) -> str:
        """The address of the one link with these words; fails with what there is."""
        assert words in self.links, f"No link says {words!r}; there are {sorted(self.links)}"
        return self.links[words]

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's forms."""
        return {
            found.get("name"): found.get("value", "") for found in self.all("main//input[@type='hidden']")
        }

    def check(self) -> Self:
        """Hold the page to what every page of the service must be."""
        assert not self.mistakes, f"not valid HTML: {self.mistakes[:5]}"
        self._check_headings()
        self._check_ids_and_labels()
        self._check_errors()
        self._check_policy()
        return self

    def _check_headings(self) -> None:
        assert self.all("html[@lang]"), "no language"
        assert self.title.count(" - ") >= 1, f"the title {self.title!r} does not name page and service"
        assert len(self.all("h1")) == 1, f"h1 headings: {self.texts('h1')}"
        assert len(self.all("main")) == 1, "not one main part"
        levels = [
            int(found.tag[1]) for found in self.all("main//*[self::h1 or self::h2 or self::h3 or self::h4]")
        ]
        after_h1 = levels[levels.index(1) :] if 1 in levels else levels
        for level, following in pairwise(after_h1):
            assert following <= level + 1, f"headings jump from h{level} to h{following}"

    def _check_ids_and_labels(self) -> None:
        ids = [found.get("id") for found in self.all("*[@id]")]
        twice = {one for one in ids if ids.count(one) > 1}
        assert not twice, f"ids used twice: {twice}"
        known = set(ids)
        for label in self.all("label[@for]"):
            assert label.get("for") in known, f"a label for {label.get('for')!r}, which is not there"
        labelled = {label.get("for") for label in self.all("label[@for]")}
        for box in self.all(_LABELLED):
            name = box.get("name")
            assert box.get("id") in labelled or box.get("aria-label"), f"no label for {name!r}"
        for found in self.all("*[@aria-describedby or @aria-labelledby or @aria-controls]"):
            for attribute in ("aria-describedby", "aria-labelledby", "aria-controls"):
                for one in found.get(attribute, "").split():
                    assert one in known, f"{attribute} names {one!r}, which is not there"
        for link in self.all("a[starts-with(@href, '#') and string-length(@href) > 1]"):
            assert link.get("href")[1:] in known, f"a link to {link.get('href')}, which is not there"
        for control in self.all("button | //a[@href]"):
            words = "".join(control.itertext()).strip() or control.get("aria-label")
            assert words, f"a button or link without words: {etree.tostring(control)[:200]!r}"
        for picture in self.all("img"):
            assert picture.get("alt") is not None, "a picture without a text"

    def _check_errors(self) -> None:
        marked = self.all("*[contains(@class, 'govuk-error-message')]")
        assert bool(self.problems) == self.title.startswith("Error: "), "summary and title disagree"
        if marked:
            assert self.problems, f"a field is wrong but no summary says so: {self.texts('p')[:3]}"
        if self.problems:
            first = self.all("main/*")[0]
            assert "govuk-error-summary" in first.get("class", ""), "the error summary does not come first"

    def _check_policy(self) -> None:
        policy = self.response.headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, f"content security policy: {policy!r}"
        for unsafe in _UNSAFE:
            assert unsafe not in policy, f"content security policy has {unsafe}"
        for found in self.all("script[not(@src) and not(@type='application/json')] | //style"):
            nonce = found.get("nonce")
            assert nonce, "an inline script or style without a nonce"
            assert f"'nonce-{nonce}'" in policy, "a nonce that the policy does not name"
        assert not self.all("*[@style]"), "an inline style"
        handlers = [name for found in self.all("*") for name in found.attrib if name.startswith("on")]
        assert not handlers, f"inline handlers: {handlers}"
        for form in self.all("form[@method='post']"):
            assert form.xpath(".//input[@name='csrfmiddlewaretoken']"), "a form without its token"


class Pages:
    """Fetches pages as somebody. `Pages(client)`, or `Pages.of(user)` for somebody signed in."""

    def __init__(self, client: Client | None = None) -> None:
        self.client = client or Client()

    @classmethod
    def of(cls, user: Any) -> Pages:
        client = Client()
        client.force_login(user)
        return cls(client)

    def get(self, path: str, query: dict[str, Any] | None = None, *, status: int = 200) -> Page:
        return self._checked(self.client.get(path, query or {}), status)

    def post(
        self, path: str, fields: dict[str, Any] | None = None, *, status: int = 200, **headers: Any
    ) -> Page:
        """Send a form and stay: a page that shows what is wrong, or a result. See `send` for what goes on."""
        return self._checked(self.client.post(path, fields or {}, **headers), status)

    def send(self, path: str, fields: dict[str, Any] | None = None) -> Page:
        """Send a form that leads on, and fetch the page it leads to."""
        response = self.client.post(path, fields or {})
        if response.status_code == 200:
            raise AssertionError(f"The form was not accepted: {Page(response).check().problems}")
        assert response.status_code in (302, 303), f"{path} answered {response.status_code}"
        return self.get(response.headers["Location"])

    def leads_to(self, path: str) -> str:
        """Where a GET is sent on to."""
        response = self.client.get(path)
        assert response.status_code in (301, 302, 303), f"{path} answered {response.status_code}"
        return str(response.headers["Location"])

    def download(self, path: str) -> HttpResponse:
        """Something that is not a page."""
        response = self.client.get(path)
        assert response.status_code == 200, f"{path} answered {response.status_code}"
        assert not response.headers["Content-Type"].startswith("text/html"), f"{path} is a page"
        return response

    @staticmethod
    def _checked(response: Any, status: int) -> Page:
        assert response.status_code == status, (
            f"{response.request['PATH_INFO']} answered {response.status_code}, not {status}"
            + (f" and leads to {response.headers['Location']}" if "Location" in response.headers else "")
        )
        return Page(response).check()
