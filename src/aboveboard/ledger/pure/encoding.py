"""How strictly this house reads base64 and numbers: one spelling for each value."""

import base64
import binascii

LARGEST = 2**63 - 1


def decode_base64(text: str) -> bytes:
    """Standard base64, exactly as an encoder would have written it; raises `ValueError` otherwise."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64") from None
    # b64decode overlooks stray bits in the last character: two texts would then stand for the same bytes.
    if base64.b64encode(content).decode("ascii") != text:
        raise ValueError("not base64 as an encoder writes it")
    return content


def decode_lenient_base64(text: str) -> bytes:
    """The same, but with any stray bits in the last character: so are signature lines read (c2sp.org/signed-note)."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64") from None
    # Python overlooks padding after a whole number of groups.
    if len(base64.b64encode(content)) != len(text):
        raise ValueError("not base64 with its padding")
    return content


def encode_base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def decode_decimal(text: str) -> int:
    """A whole number from 0 to 2**63 - 1 in ASCII digits without leading zeros; else `ValueError`."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or (text[0] == "0" and text != "0"):
        raise ValueError("not a plain whole number")
    number = int(text)
    if number > LARGEST:
        raise ValueError("number too large")
    return number
