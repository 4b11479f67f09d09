"""What stands in a cell: text made clean, dates as they are written in England, UPNs with their check letter."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from aboveboard.rules.relationships.facts import Category

MOST_LETTERS = 1000
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UPN = re.compile(rf"[{_UPN_LETTERS}][0-9]{{11}}[0-9{_UPN_LETTERS}]", re.ASCII)
_EMAIL = re.compile(r"[^\s@<>,;\"()]+@[^\s@<>,;\"()]+\.[^\s@<>,;\"().]+")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ].*)?", re.ASCII)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})(?: [0-9:]+)?", re.ASCII)
_IN_WORDS = re.compile(r"([0-9]{1,2})[ \-]([A-Za-z]{3,9})[ \-,]+([0-9]{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CATEGORY_WORDS = (
    (("agency", "supply", "locum"), Category.AGENCY),
    (("volunt", "visit"), Category.VOLUNTEER),
    (("governor", "local board", "trustee", "lab member"), Category.LAB_MEMBER),
    (("casual", "zero hour", "relief", "bank"), Category.CASUAL),
    (("tempor", "fixed", "trainee", "apprent", "maternity"), Category.TEMPORARY),
)


class NotADate(ValueError):
    """The text is no date. Its words are the mend."""


def clean(text: str) -> str:
    """The text in one line, without control characters, accents composed, no longer than anybody needs."""
    if text.isascii() and text.isprintable():
        return text.strip()[:MOST_LETTERS]
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in unicodedata.normalize("NFC", text)
        if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn")
    )
    return " ".join(kept.split())[:MOST_LETTERS]


def source_name(typed: str) -> str:
    """What somebody calls a system, so that the same word in other letters is the same system."""
    return " ".join(typed.split()).casefold()[:60]


def read_date(text: str) -> date | None:
    """None for nothing. 2026-09-01, 01/09/2026, 1.9.2026 and 1 Sep 2026 are one day. Raises NotADate."""
    if not text:
        return None
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif (found := _IN_WORDS.fullmatch(text)) and found[2].lower()[:3] in _MONTHS:
        day, month, year = int(found[1]), _MONTHS.index(found[2].lower()[:3]) + 1, int(found[3])
    else:
        raise NotADate("Write it as day/month/year with four figures for the year, like 01/09/2026.")
    if not 1900 <= year <= 2200:
        raise NotADate("The year must be between 1900 and 2200.")
    try:
        return date(year, month, day)
    except ValueError:
        raise NotADate("There is no such day. Write the day first, then the month.") from None


def upn_problem(upn: str) -> str:
    """What is wrong with a unique pupil number, as a mend; empty when it is right. Temporary ones end in a letter."""
    if not _UPN.fullmatch(upn):
        return "A UPN has 13 characters: a letter, then 12 figures (a temporary one ends in a letter)."
    worth = [int(sign) if sign.isdigit() else _UPN_LETTERS.index(sign) for sign in upn[1:]]
    total = sum(value * position for position, value in enumerate(worth, start=2))
    if _UPN_LETTERS[total % 23] != upn[0]:
        return (
            "Its first letter does not fit the figures: one of them is mistyped. Look it up and correct it."
        )
    return ""


def is_email(text: str) -> bool:
    return len(text) <= 254 and bool(_EMAIL.fullmatch(text))


def read_category(text: str) -> Category:
    """The category that a system's own words for a contract mean; permanent where they say nothing else."""
    said = text.casefold()
    return next(
        (category for words, category in _CATEGORY_WORDS if any(word in said for word in words)),
        Category.PERMANENT,
    )
