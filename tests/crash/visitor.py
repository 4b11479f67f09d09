"""Somebody at a browser, over real HTTP: keeps cookies, follows redirects, fills in the one form that is there."""

from __future__ import annotations

from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

from lxml import html

SECONDS = 60.0


class Visitor:
    """Where they are: `address` and `page`. Whatever the service does not answer raises OSError."""

    def __init__(self, service: str) -> None:
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.address = service
        self.page = html.Element("html")

    def go(self, path: str) -> Visitor:
        return self._ask(Request(urljoin(self.address, path)))

    def send(self, path: str = "", **fields: str | list[str]) -> Visitor:
        """Send what the page's forms have hidden, with `fields`, to where the page is or to `path`."""
        hidden = {
            found.get("name"): found.get("value", "")
            for found in self.page.xpath("//main//input[@type='hidden']")
        }
        there = urljoin(self.address, path)
        body = urlencode({**hidden, **fields}, doseq=True).encode()
        return self._ask(Request(there, body))

    def download(self, path: str) -> bytes:
        with self._opener.open(urljoin(self.address, path), timeout=SECONDS) as answer:
            content: bytes = answer.read()
            return content

    @property
    def text(self) -> str:
        """What the main part says."""
        return " ".join(" ".join(self.page.xpath("//main")[0].itertext()).split())

    def texts(self, path: str) -> list[str]:
        return [" ".join("".join(found.itertext()).split()) for found in self.page.xpath(path)]

    def _ask(self, request: Request) -> Visitor:
        with self._opener.open(request, timeout=SECONDS) as answer:
            self.address = answer.geturl()
            self.page = html.fromstring(answer.read())
        return self
