"""`aboveboard ledger verify`: what it takes, says and ends with."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from tests.ledger.tampering import behind_the_guards

from aboveboard.ledger.models import Checkpoint, FiledPart

pytestmark = pytest.mark.django_db


def test_it_says_that_a_ledger_is_sound(filed, capsys):
    call_command("ledger", "verify")
    assert capsys.readouterr().out.startswith("The ledger is sound. Looked at 40 entries, 40 parts")


def test_it_fails_and_says_what_to_do(filed, capsys):
    with behind_the_guards():
        FiledPart.objects.filter(entry__index=5).update(content=b"other")
    with pytest.raises(SystemExit) as ended:
        call_command("ledger", "verify")
    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert "NOT sound" in said
    assert f"note.txt of {filed[5].reference} is not what was filed." in said
    assert "What to do: Keep this database" in said


def test_it_answers_in_json_and_takes_checkpoints(filed, capsys, tmp_path):
    (tmp_path / "checkpoint").write_text(Checkpoint.objects.get(size=20).note)
    call_command("ledger", "verify", "--json", "--checkpoint", str(tmp_path / "checkpoint"))
    answer = json.loads(capsys.readouterr().out)
    assert answer["sound"] is True
    assert answer["figures"]["checkpoints"] == 3


def test_it_finds_a_checkpoint_in_a_mail_and_on_standard_input(filed, capsys, tmp_path, monkeypatch):
    notes = [Checkpoint.objects.get(size=size).note for size in (3, 20)]
    (tmp_path / "mail.eml").write_text(f"From: a\nTo: b\n\nKeep this.\n\n{notes[0]}\nRegards\n")
    monkeypatch.setattr(
        "sys.stdin", io.TextIOWrapper(io.BytesIO(f"> {notes[1]}".replace("\n", "\n> ").encode()))
    )
    call_command("ledger", "verify", "--checkpoint", str(tmp_path / "mail.eml"), "--checkpoint", "-")
    assert "2 checkpoints from outside" in capsys.readouterr().out


def test_a_history_that_a_mailed_checkpoint_contradicts_fails(filed, capsys, tmp_path):
    from tests.ledger.attacks import rebuild_with_the_key

    (tmp_path / "kept.txt").write_text(Checkpoint.objects.get(size=40).note)
    rebuild_with_the_key()
    call_command("ledger", "verify")
    with pytest.raises(SystemExit) as ended:
        call_command("ledger", "verify", "--checkpoint", str(tmp_path / "kept.txt"))
    assert ended.value.code == 1
    assert "another root than the entries" in capsys.readouterr().out


def test_what_cannot_be_read_is_neither_sound_nor_unsound(filed, tmp_path, monkeypatch):
    (tmp_path / "letter.txt").write_text("Dear auditor")
    for name, why in (("letter.txt", "There is no checkpoint in it"), ("nothing.txt", "cannot be read")):
        with pytest.raises(CommandError, match=why) as refused:
            call_command("ledger", "verify", "--checkpoint", str(tmp_path / name))
        assert refused.value.returncode == 2

    def away(**_):
        raise OperationalError("no answer")

    monkeypatch.setattr("aboveboard.config.ledger_verifying.verify", away)
    with pytest.raises(CommandError, match="no answer") as refused:
        call_command("ledger", "verify")
    assert refused.value.returncode == 2
