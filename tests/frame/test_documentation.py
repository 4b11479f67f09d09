"""What the documentation names exists: files, commands, pages of the service, and the words on its buttons."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands
from django.urls import Resolver404, get_resolver

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(ROOT.glob("docs/**/*.md"))
READ_FIRST = [ROOT / "README.md", ROOT / "CHANGELOG.md"]
WALKED = [
    page for page in PAGES if page.parent.name in ("tutorials", "how-to") and page.stem != "build-a-page"
]

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"^```.*?^```|^ {4}.*?$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:^|[\s`|]|bin/)aboveboard ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?", re.MULTILINE)
TARGET = re.compile(r"(?:^|`|\$ )make ([a-z]+)", re.MULTILINE)
ADDRESS = re.compile(r"`(/[\w<>./-]*)`")
ON_SCREEN = re.compile(r"\*\*([^*]+)\*\*")

WITHOUT_DJANGO = {"decide", "run", "receipt"}
SECOND_WORDS = {"receipt": {"verify"}, "ledger": {"close", "erase", "key", "known-checkpoint", "verify"}}
A_VALUE = {"slug": "a-word", "look": "a1", "reference": "AB-0000-0000-0000"}


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", [*READ_FIRST, *PAGES], ids=name_of)
def test_every_link_to_a_file_leads_somewhere(page):
    links = [
        link
        for link in LINK.findall(page.read_text())
        if "://" not in link and not link.startswith("mailto:")
    ]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_stands_in_the_menu_once():
    def pages_in(menu: object) -> list[str]:
        match menu:
            case str():
                return [menu]
            case dict():
                return [page for below in menu.values() for page in pages_in(below)]
            case list():
                return [page for below in menu for page in pages_in(below)]
        return []

    menu = pages_in(yaml.safe_load((ROOT / "mkdocs.yml").read_text())["nav"])
    assert sorted(menu) == [str(page.relative_to(ROOT / "docs")) for page in PAGES]


@pytest.mark.parametrize("page", [*READ_FIRST, *PAGES], ids=name_of)
def test_every_command_named_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    known = set(get_commands()) | WITHOUT_DJANGO
    code = "\n".join(CODE.findall(page.read_text()))
    unknown = [word for word in TARGET.findall(code) if word not in targets]
    for first, second in COMMAND.findall(code):
        if first.replace("-", "_") not in known:
            unknown.append(first)
        if first in SECOND_WORDS and second and second not in SECOND_WORDS[first]:
            unknown.append(f"{first} {second}")
    assert unknown == []


@pytest.mark.parametrize("page", [*READ_FIRST, *PAGES], ids=name_of)
def test_every_address_named_is_one_of_the_service(page):
    inline = "\n".join(f"`{code[1:-1]}`" for code in CODE.findall(page.read_text()) if code[:3] != "```")
    unknown = []
    for address in ADDRESS.findall(inline):
        path = re.sub(r"<(\w+)>", lambda found: A_VALUE.get(found[1], "1"), address)
        try:
            get_resolver().resolve(path)
        except Resolver404:
            unknown.append(address)
    assert unknown == []


@cache
def words_of_the_service() -> str:
    """Everything that a page may say: templates, and the strings in the code."""
    sources = [*ROOT.glob("src/aboveboard/**/*.html"), *ROOT.glob("src/aboveboard/**/*.py")]
    return " ".join(" ".join(source.read_text().split()) for source in sorted(sources))


@pytest.mark.parametrize("page", WALKED, ids=name_of)
def test_what_stands_in_bold_stands_on_a_page_of_the_service(page):
    """In how-to guides and tutorials bold is for what one sees: a button, a link, a heading."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    text = " ".join(text.split())
    missing = [words for words in ON_SCREEN.findall(text) if words.rstrip(".:") not in words_of_the_service()]
    assert missing == []
