"""The reference that is printed on a document and read out over the telephone: AB-7K3M-9QXT-2VHD.

It is random and says nothing: not when something was filed, nor how much has been.
"""

import secrets

from aboveboard.ledger.pure.errors import LedgerError

# Crockford's base 32: no I, L, O or U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "AB"
GROUPS = 3
GROUP_LENGTH = 4

_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


class MisreadReferenceError(LedgerError):
    """Not a reference."""


def make_reference() -> str:
    """A new reference: 60 random bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join([PREFIX, *groups])


def read_reference(typed: str) -> str:
    """The reference that someone typed: small letters, spaces, and O for 0 or I or L for 1 are understood."""
    characters = "".join(each for each in typed.upper() if each not in "- \t\u2010\u2011\u2013")
    code = characters.removeprefix(PREFIX).translate(_MISREAD)
    if len(code) != GROUPS * GROUP_LENGTH or any(each not in ALPHABET for each in code):
        raise MisreadReferenceError("A reference looks like AB-7K3M-9QXT-2VHD.")
    groups = (code[at : at + GROUP_LENGTH] for at in range(0, len(code), GROUP_LENGTH))
    return "-".join([PREFIX, *groups])
