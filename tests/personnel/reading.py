"""Reads a PDF as a screen reader would: replacement text (ActualText) counts before glyphs."""

import re
from io import BytesIO

from pypdf import PdfReader

_REPLACED = re.compile(rb"/ActualText\s*<FEFF([0-9A-Fa-f]*)>")


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf), strict=True)


def text_of(pdf: bytes) -> str:
    """The text in reading order, with every run of white space as one space."""
    return " ".join(" ".join(page.extract_text() for page in opened(pdf).pages).split())


def characters_of(pdf: bytes) -> set[str]:
    """Every character that the pages say, whether through a glyph or through its replacement text."""
    said = set(text_of(pdf))
    for page in opened(pdf).pages:
        for found in _REPLACED.findall(page.get_contents().get_data()):
            said |= set(bytes.fromhex(found.decode()).decode("utf-16-be"))
    return said


def tags_of(pdf: bytes) -> list[str]:
    """The names of the structure elements, in document order."""

    def walk(element):
        element = element.get_object()
        if isinstance(element, list):
            for child in element:
                yield from walk(child)
        elif isinstance(element, dict):
            if "/S" in element:
                yield str(element["/S"]).lstrip("/")
            if "/K" in element:
                yield from walk(element["/K"])

    return list(walk(opened(pdf).trailer["/Root"]["/StructTreeRoot"]))
