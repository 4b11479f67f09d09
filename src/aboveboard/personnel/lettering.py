"""Makes any text printable with the fonts there are, so that no name stops a declaration being filed."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

FONTS_FOLDER = Path(str(files("aboveboard.web"))) / "assets" / "fonts"

# Joiners and direction marks are part of correct spelling in Arabic, Persian and Indic scripts.
# Every other invisible character is shown, because it can make one name look like another.
_SPELLING_MARKS = frozenset("\u200c\u200d\u200e\u200f")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_LONGEST_WORD = 32
_BREAK_HERE = "\u200b"


class FontsMissing(Exception):
    """The fonts that the asset build puts in place are not there."""


@cache
def shared_fonts() -> typst.Fonts:
    """The fonts of the asset build and no others, read once for each process.

    Raises FontsMissing when the assets have not been built.
    """
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS_FOLDER)]
    )
    if "Noto Sans" not in fonts.families():
        raise FontsMissing("The PDF fonts are missing: run `make assets`.")
    return fonts


@cache
def font_families() -> tuple[str, ...]:
    """Family names in the order in which they are tried: Noto Sans, its scripts, then the calligraphic ones.

    Korean comes after Chinese: it has some Chinese letters too, and a name drawn from both would look patched.
    """

    def place(name: str) -> tuple[bool, bool, str]:
        return not name.startswith("Noto Sans"), name == "Noto Sans KR", name

    return tuple(sorted(shared_fonts().families(), key=place))


@cache
def _coverage() -> tuple[frozenset[int], ...]:
    """For each family, the code points that every one of its weights can draw."""
    covered: dict[str, frozenset[int]] = {}
    for font in shared_fonts().fonts():
        with TTFont(font.path, lazy=True, fontNumber=font.index) as opened:
            code_points = frozenset(opened.getBestCmap())
        covered[font.family] = covered.get(font.family, code_points) & code_points
    return tuple(covered[family] for family in font_families())


def printable(text: str) -> str:
    """The text as it can be printed: what no font covers, and what would be invisible, as `[U+XXXX]`.

    Line breaks become a line feed; other white space becomes a space. A word too long for a line is given
    places to break. The wording never changes, only its canonical composition.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").splitlines()
    return "\n".join(_printable_line(line) for line in lines)


def reads_from_the_right(text: str) -> bool:
    """Whether the first letter with a direction belongs to a script written from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


def _printable_line(line: str) -> str:
    shown: list[str] = []
    word_length = 0
    for cluster in _clusters(line):
        if cluster.isspace():
            shown.append(" ")
            word_length = 0
            continue
        if word_length == _LONGEST_WORD:
            shown.append(_BREAK_HERE)
            word_length = 0
        drawn = _drawn(cluster)
        shown.append(drawn)
        word_length = min(_LONGEST_WORD, word_length + (1 if drawn == cluster else len(drawn)))
    return "".join(shown)


def _clusters(line: str) -> Iterator[str]:
    """Each letter with the marks that must be drawn in the same font. Variation selectors are dropped."""
    cluster = ""
    for character in line:
        if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
            continue
        joins = unicodedata.category(character).startswith("M") or character in _SPELLING_MARKS
        if cluster and not (joins and not cluster.isspace()):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _drawn(cluster: str) -> str:
    if cluster[0] not in _SPELLING_MARKS and unicodedata.category(cluster[0]) in _INVISIBLE:
        return "".join(_named(character) for character in cluster)
    needed = {ord(character) for character in cluster if character not in _SPELLING_MARKS}
    if any(needed <= family for family in _coverage()):
        return cluster
    first, marks = cluster[0], cluster[1:]
    first_is_drawn = len(cluster) > 1 and any(ord(first) in family for family in _coverage())
    return (first if first_is_drawn else _named(first)) + "".join(_named(mark) for mark in marks)


def _named(character: str) -> str:
    return f"[U+{ord(character):04X}]"
