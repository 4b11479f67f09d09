"""`verify.html`: the page in every receipt that checks it in a browser, offline.

It is written by hand, in the files beside this module, and put together here into one file that fetches nothing.
Each script follows the Python module of its name, rule by rule; `tests/browser/test_verify_page.py` gives both the
same cases.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path

SCRIPTS = (
    "encoding.js",
    "algorithms.js",
    "merkle.js",
    "notes.js",
    "checkpoints.js",
    "policies.js",
    "proofs.js",
    "commitments.js",
    "receipts.js",
    "receipt_folder.js",
    "words.js",
    "page.js",
)


@cache
def verify_page() -> str:
    """The whole page. Its own policy lets the browser run this one script and style, and fetch nothing."""
    style, script = read_source("page.css"), _script()
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    page = read_source("page.html")
    for mark, content in (("POLICY", policy), ("STYLE", style), ("SCRIPT", script)):
        page = page.replace(f"@{mark}@", content)
    return page


def _script() -> str:
    """The files as one script that leaves no name behind on the page."""
    return '(() => {\n"use strict";\n\n' + "\n".join(map(read_source, SCRIPTS)) + "})();\n"


def read_source(name: str) -> str:
    """One of the files that the page is put together from."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    """As a content security policy names what stands between the tags."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
