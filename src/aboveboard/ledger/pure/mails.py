"""Checkpoints among other text: in an e-mail, saved or copied, quoted or not, or in a receipt's proof."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aboveboard.ledger.pure.errors import LedgerError

MOST_BYTES = 5_000_000
MOST_CHECKPOINTS = 1000

_HEADER = re.compile(rb"\A(?:From |[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*[A-Za-z][A-Za-z0-9-]*:)")
_QUOTED = re.compile(r"^[ \t>|]*", re.MULTILINE)
# Mail programs break a long signature line at its last space.
_SIGNATURE = r"\u2014 [^\s+]+[ \n]+[A-Za-z0-9+/]{8,}={0,2}\n"
# The log's name, its size, its root, lines that others may add, a blank line, and the signatures.
_CHECKPOINT = re.compile(
    rf"^(?P<text>[^\s+]+\n(?:0|[1-9][0-9]{{0,19}})\n[A-Za-z0-9+/]{{43}}=\n(?:[^\n]+\n){{0,20}})\n+(?P<signatures>(?:{_SIGNATURE})+)",
    re.MULTILINE,
)


class NoCheckpointError(LedgerError):
    """There is no checkpoint in this text."""


def find_checkpoints(content: bytes) -> list[bytes]:
    """Every signed checkpoint in a text or a saved e-mail, in order, each once; none of them is verified here.

    Raises `NoCheckpointError` when there is none, or when the file is far too large to be looked through.
    """
    if len(content) > MOST_BYTES:
        raise NoCheckpointError("It is too large to be a checkpoint or an e-mail.")
    found: dict[bytes, None] = {}
    for text in _texts(content):
        plain = _QUOTED.sub("", text.replace("\r\n", "\n").replace("\xa0", " ")) + "\n"
        # Mail programs leave spaces at the end of a line.
        for match in _CHECKPOINT.finditer(re.sub(r"[ \t]+$", "", plain, flags=re.MULTILINE)):
            lines = re.sub(r"^(\u2014 [^\s+]+)[ \n]+", r"\1 ", match["signatures"], flags=re.MULTILINE)
            found[f"{match['text']}\n{lines}".encode()] = None
            if len(found) == MOST_CHECKPOINTS:
                break
    if not found:
        raise NoCheckpointError(
            "There is no checkpoint in it. That is three lines of text (its name, its size, its root), a blank "
            "line, and a line of signature that begins with a dash."
        )
    return list(found)


def _texts(content: bytes) -> list[str]:
    """The text itself, or the parts of an e-mail that are text."""
    texts = [content.decode("utf-8", "replace")]
    if _HEADER.match(content.replace(b"\r\n", b"\n")):
        try:
            message = message_from_bytes(content, policy=default)
            parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
            texts += [str(part.get_content()) for part in parts if isinstance(part, EmailMessage)]
        except (LookupError, ValueError, AttributeError, TypeError, IndexError, RecursionError):
            # Python's parser of e-mails trips over some that are damaged: what can be read as it stands, is.
            pass
    return texts
