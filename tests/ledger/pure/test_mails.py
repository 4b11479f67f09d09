"""Checkpoints are found in what people keep: mails, copies of mails, receipts."""

from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.pure.example_receipt import LOG, RECEIPT, WITNESSES

from aboveboard.ledger.pure.checkpoints import Checkpoint, open_checkpoint
from aboveboard.ledger.pure.mails import MOST_BYTES, NoCheckpointError, find_checkpoints
from aboveboard.ledger.pure.notes import sign_note

SMALL, LARGE = (
    sign_note(Checkpoint(LOG.name, size, bytes([size]) * 32).body(), [LOG]).encode() for size in (3, 40)
)


def mail(text: str, **how) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Checkpoint"
    message.set_content(text, **how)
    return message.as_bytes()


def around(note: bytes) -> str:
    return f"Dear auditor,\n\nKeep this somewhere safe.\n\n{note.decode()}\nKind regards\n-- \nAboveboard\n"


@pytest.mark.parametrize(
    "content",
    [
        SMALL,
        SMALL.replace(b"\n", b"\r\n"),
        around(SMALL).encode(),
        mail(around(SMALL)),
        mail(around(SMALL), cte="base64"),
        mail(around(SMALL), cte="quoted-printable"),
        mail("\n".join(f"> {line}" for line in around(SMALL).split("\n"))),
        "\n".join(f"   {line}  " for line in around(SMALL).split("\n")).encode(),
        around(SMALL.replace(b" ", b" \n").replace(b"\xe2\x80\x94 \n", b"\xe2\x80\x94 ")).encode(),
        SMALL.rstrip(b"\n"),
        around(SMALL).encode() + around(SMALL).encode(),
    ],
    ids=range(11),
)
def test_a_checkpoint_is_found_whatever_stands_around_it(content):
    assert find_checkpoints(content) == [SMALL]


def test_all_are_found_with_every_signature_of_each():
    text = SMALL.decode().rpartition("\n\n")[0] + "\n"
    witnessed = SMALL + WITNESSES[0].line(text).encode()
    found = find_checkpoints(around(witnessed).encode() + around(LARGE).encode())
    assert found == [witnessed, LARGE]
    assert [open_checkpoint(each, [LOG.key]).checkpoint.size for each in found] == [3, 40]


def test_one_inside_a_receipt_is_found():
    [found] = find_checkpoints(RECEIPT)
    assert open_checkpoint(found, [LOG.key]).checkpoint.size == 7


@pytest.mark.parametrize("content", [b"", b"Dear auditor", b"\xff" * 100, b"x" * (MOST_BYTES + 1)])
def test_a_text_without_one_is_said_to_have_none(content):
    with pytest.raises(NoCheckpointError):
        find_checkpoints(content)


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_nothing_but_its_own_error_comes_out(before, after):
    for content in (before, b"From: a\nTo: b\n" + before + b"\n\n" + after, before + SMALL + after):
        with suppress(NoCheckpointError):
            find_checkpoints(content)
