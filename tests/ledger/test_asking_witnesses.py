"""The trust's side of witnessing: asking real witnesses and lying ones, and what becomes of receipts."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.ledger.pure.example_receipt import LOG, WITNESSES
from tests.ledger.tampering import behind_the_guards
from tests.ledger.test_filing import file_some
from tests.ledger.witness.running import running

from aboveboard.ledger import sources
from aboveboard.ledger.asking_witnesses import ask_again_soon, ask_witnesses, wait_after
from aboveboard.ledger.models import (
    Checkpoint,
    Cosignature,
    Entry,
    FiledPart,
    Head,
    Witness,
    WitnessAnswer,
)
from aboveboard.ledger.publishing import get_latest_checkpoint
from aboveboard.ledger.pure.merkle import Frontier
from aboveboard.ledger.pure.notes import Cosigner
from aboveboard.ledger.pure.policies import parse_policy
from aboveboard.ledger.pure.receipt_folder import read_zip
from aboveboard.ledger.pure.receipts import Result, verify_receipt
from aboveboard.ledger.pure.witnessing import MOST_BYTES, AddCheckpoint, Status, judge, parse_request
from aboveboard.ledger.receipts import receipt_zip, sign_head
from aboveboard.ledger.verification import verify
from aboveboard.ledger.witness import client
from aboveboard.ledger.witness.client import Answer, AwayError, send
from aboveboard.ledger.witnesses import (
    WitnessError,
    add_witness,
    get_quorum,
    list_witnesses,
    remove_witness,
    set_rule,
)

pytestmark = pytest.mark.django_db

NEVER_ASKED = "http://127.0.0.1:9"
MINUTE = timedelta(minutes=1)
COSIGNERS = [Cosigner(witness.key.name, witness.private_key) for witness in WITNESSES]


@pytest.fixture(autouse=True)
def nothing_but_notes(monkeypatch):
    monkeypatch.setattr(sources, "_sources", {})


def real_now() -> datetime:
    return datetime.now(UTC)


def file_and_sign(count: int, now: datetime) -> Checkpoint:
    file_some(count, now)
    return sign_head()


class Remembering:
    """An honest witness without a network."""

    def __init__(self, cosigner: Cosigner, seconds: int) -> None:
        self.cosigner, self.seconds, self.asked = cosigner, seconds, 0
        self.remembered = {}

    def __call__(self, url: str, request: AddCheckpoint) -> Answer:
        from aboveboard.ledger.models import LedgerKey
        from aboveboard.ledger.pure.notes import parse_verifier_key
        from aboveboard.ledger.pure.witnessing import Refused

        self.asked += 1
        key = parse_verifier_key(LedgerKey.objects.get().verifier_key)
        try:
            found = judge(parse_request(str(request).encode()), {key.name: [key]}, self.remembered)
        except Refused as refused:
            if refused.status is Status.OTHER_SIZE:
                return Answer(409, "text/x.tlog.size", b"%d\n" % refused.size)
            return Answer(refused.status, "text/plain", b"")
        self.remembered[key.name] = found
        return Answer(200, "text/plain", str(self.cosigner.cosign(found.body(), self.seconds)).encode())


def answering(status: int, content: bytes = b"", media_type: str = "text/plain"):
    return lambda url, request: Answer(status, media_type, content)


def the_answer(now: datetime, send) -> WitnessAnswer:
    ask_again_soon()
    ask_witnesses(now=now, send=send)
    return WitnessAnswer(Witness.objects.get().answer)


def test_a_real_witness_cosigns_and_the_ledger_verifies_with_its_line(tmp_path: Path):
    now = real_now()
    assert ask_witnesses(now=now) == "Nothing filed yet"
    file_and_sign(5, now)
    key = get_latest_checkpoint().key
    with running(tmp_path / "witness", "--name", "w.example/1", log=key) as witness:
        add_witness(verifier_key=str(witness.key), url=witness.url, now=now)
        assert ask_witnesses(now=now) == "1 asked, 1 cosigned"
        assert ask_witnesses(now=now) == "0 asked, 0 cosigned"
        file_and_sign(30, now)
        assert ask_witnesses(now=now) == "1 asked, 1 cosigned"
    assert [each.checkpoint.size for each in Cosignature.objects.order_by("pk")] == [5, 35]
    chosen = list_witnesses()[0]
    assert (chosen.size, chosen.answer, chosen.next_try_at) == (35, WitnessAnswer.COSIGNED, None)
    assert get_latest_checkpoint().note.endswith(Cosignature.objects.last().line + "\n")
    assert verify(now=now).is_sound


def test_a_witness_that_is_down_is_asked_less_and_less_and_again_when_it_is_up(tmp_path: Path):
    now = real_now()
    file_and_sign(5, now)
    key = get_latest_checkpoint().key
    with running(tmp_path / "witness", "--name", "w.example/1", log=key) as witness:
        chosen_key, url = witness.key, witness.url
    add_witness(verifier_key=str(chosen_key), url=url, now=now)
    asked_after = []
    for minute in range(70):
        if ask_witnesses(now=now + minute * MINUTE) == "1 asked, 0 cosigned":
            asked_after.append(minute)
    assert asked_after == [0, 1, 3, 7, 15, 31, 63]
    assert list_witnesses()[0].answer is WitnessAnswer.AWAY
    with running(tmp_path / "witness", log=key) as witness:
        Witness.objects.update(url=witness.url)
        assert ask_witnesses(now=now + 126 * MINUTE) == "None to ask"
        assert ask_witnesses(now=now + 127 * MINUTE) == "1 asked, 1 cosigned"
        assert Witness.objects.get().failures == 0


def test_waiting_doubles_and_has_an_end():
    assert [wait_after(number) for number in (1, 2, 3)] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert wait_after(10) == wait_after(1000) == timedelta(hours=6)


def chosen(now: datetime) -> None:
    add_witness(verifier_key=str(COSIGNERS[0].key), url=NEVER_ASKED, now=now)


def test_what_the_witness_remembers_is_where_it_goes_on(now):
    file_and_sign(3, now)
    chosen(now)
    witness = Remembering(COSIGNERS[0], int(now.timestamp()))
    assert the_answer(now, witness) is WitnessAnswer.COSIGNED
    file_and_sign(9, now)
    witness.remembered.clear()
    assert the_answer(now, witness) is WitnessAnswer.COSIGNED
    assert witness.asked == 3
    file_and_sign(9, now)
    with behind_the_guards():
        Cosignature.objects.all().delete()
    assert the_answer(now, witness) is WitnessAnswer.COSIGNED
    assert (witness.asked, Cosignature.objects.get().checkpoint.size) == (5, 21)


def test_a_witness_that_remembers_more_or_another_history_is_told_of(now):
    file_and_sign(9, now)
    chosen(now)
    size = "text/x.tlog.size"
    assert the_answer(now, answering(409, b"10\n", size)) is WitnessAnswer.CONTRADICTS
    assert the_answer(now, answering(422)) is WitnessAnswer.CONTRADICTS
    assert the_answer(now, answering(409, b"0\n", size)) is WitnessAnswer.CONTRADICTS

    def remembers_nine_and_not_our_root(url, request):
        return Answer(409, "text/plain", b"") if request.old_size == 9 else Answer(409, size, b"9\n")

    assert the_answer(now, remembers_nine_and_not_our_root) is WitnessAnswer.CONTRADICTS
    assert not Cosignature.objects.exists()


def test_a_restored_backup_is_caught_by_the_witness_before_and_after_more_is_filed(now):
    file_and_sign(3, now)
    chosen(now)
    witness = Remembering(COSIGNERS[0], int(now.timestamp()))
    file_and_sign(6, now)
    assert the_answer(now, witness) is WitnessAnswer.COSIGNED
    with behind_the_guards():
        Cosignature.objects.all().delete()
        Checkpoint.objects.filter(size=9).delete()
        FiledPart.objects.filter(entry__index__gte=3).delete()
        Entry.objects.filter(index__gte=3).delete()
        leaves = Entry.objects.order_by("index").values_list("leaf_hash", flat=True)
        Head.objects.update(size=3, frontier=Frontier().extend(leaves)[0].to_bytes())
    assert verify(now=now).is_sound, "by itself the ledger cannot know"
    assert the_answer(now, witness) is WitnessAnswer.CONTRADICTS
    file_and_sign(8, now)
    assert the_answer(now, witness) is WitnessAnswer.CONTRADICTS
    assert not Cosignature.objects.exists()


@pytest.mark.parametrize(
    ("answer", "means"),
    [
        (answering(404), WitnessAnswer.UNKNOWN_LOG),
        (answering(403), WitnessAnswer.NOT_SIGNED),
        (answering(400), WitnessAnswer.UNUSABLE),
        (answering(302), WitnessAnswer.UNUSABLE),
        (answering(409, b"none"), WitnessAnswer.UNUSABLE),
        (answering(409, b"none", "text/x.tlog.size"), WitnessAnswer.UNUSABLE),
        (answering(429), WitnessAnswer.AWAY),
        (answering(500), WitnessAnswer.AWAY),
        (answering(503), WitnessAnswer.AWAY),
        (answering(200, b""), WitnessAnswer.UNUSABLE),
        (answering(200, b"\xff\n"), WitnessAnswer.UNUSABLE),
        (answering(200, WITNESSES[1].line("other\n").encode()), WitnessAnswer.UNUSABLE),
        (answering(200, WITNESSES[0].line("other\n").encode()), WitnessAnswer.UNUSABLE),
    ],
)
def test_every_other_answer_is_understood_and_nothing_of_it_is_kept(now, answer, means):
    file_and_sign(9, now)
    chosen(now)
    assert the_answer(now, answer) is means
    assert not Cosignature.objects.exists()


def test_a_cosignature_by_another_key_or_at_another_time_is_not_kept(now):
    file_and_sign(9, now)
    chosen(now)
    assert the_answer(now, Remembering(COSIGNERS[1], int(now.timestamp()))) is WitnessAnswer.UNUSABLE
    for seconds in (0, int(now.timestamp()) - 90_000, 2**62):
        assert the_answer(now, Remembering(COSIGNERS[0], seconds)) is WitnessAnswer.UNUSABLE
    assert not Cosignature.objects.exists()


def test_one_witness_s_fault_does_not_keep_the_others_from_being_asked(now):
    file_and_sign(9, now)
    for cosigner in COSIGNERS:
        add_witness(verifier_key=str(cosigner.key), url=f"http://{cosigner.name[-1]}.example", now=now)
    second = Remembering(COSIGNERS[1], int(now.timestamp()))

    def first_is_away(url, request):
        if url == "http://1.example":
            raise AwayError("away")
        return second(url, request)

    assert ask_witnesses(now=now, send=first_is_away) == "2 asked, 1 cosigned"


# -- receipts


def verdict_of(content: bytes, **own):
    folder = read_zip(content)
    policy = parse_policy(own.pop("policy", folder.policy))
    return verify_receipt(folder.receipt, folder.parts, policy, **own), policy


def two_witnesses(now: datetime) -> list[Remembering]:
    for cosigner in COSIGNERS:
        add_witness(verifier_key=str(cosigner.key), url=f"http://{cosigner.name[-1]}.example", now=now)
    return [Remembering(cosigner, int(now.timestamp())) for cosigner in COSIGNERS]


def test_a_receipt_asked_for_before_the_witnesses_carries_them_when_asked_for_again(now):
    witnesses = two_witnesses(now)
    set_rule("all")
    filed = file_some(1, now)[0]
    early, policy = verdict_of(receipt_zip(filed.reference))
    assert (early.result, early.size, policy.quorum) == (Result.AGREES_WITH_ITSELF, 1, "none")
    assert set(policy.witnesses) == {"w.example/1", "w.example/2"}
    # Others file meanwhile, so the checkpoint of that receipt is never the newest when the witnesses are asked.
    file_and_sign(3, now)
    ask_witnesses(now=now, send=lambda url, request: witnesses[int(url[7]) - 1](url, request))
    file_and_sign(3, now)
    content = receipt_zip(filed.reference)
    later, policy = verdict_of(content)
    assert (later.result, later.size, policy.quorum) == (Result.AGREES_WITH_ITSELF, 4, "witnesses")
    assert {each.name for each in later.witnesses} == {"w.example/1", "w.example/2"}
    own, _ = verdict_of(content, policy=read_zip(content).policy, policy_is_own=True)
    assert own.result is Result.CONFIRMED_FROM_OUTSIDE
    assert receipt_zip(filed.reference) == content, "from now on it is the same receipt"


def test_a_receipt_waits_for_as_many_as_the_trust_asks_for(now):
    witnesses = two_witnesses(now)
    filed = file_some(1, now)[0]
    sign_head()
    file_and_sign(2, now)

    def only_the_first(url, request):
        if url != "http://1.example":
            raise AwayError("away")
        return witnesses[0](url, request)

    ask_witnesses(now=now, send=only_the_first)
    sizes = {}
    for rule in ("none", "any", "1", "2", "all"):
        set_rule(rule)
        verdict, policy = verdict_of(receipt_zip(filed.reference))
        assert verdict.result is Result.AGREES_WITH_ITSELF
        sizes[rule] = (verdict.size, policy.quorum)
    met, not_met = (3, "witnesses"), (1, "none")
    assert sizes == {"none": (3, "none"), "any": met, "1": met, "2": not_met, "all": not_met}


def test_without_witnesses_a_receipt_is_as_it_always_was(now):
    filed = file_some(1, now)[0]
    _, policy = verdict_of(receipt_zip(filed.reference))
    assert (policy.witnesses, policy.groups, policy.quorum) == ({}, {}, "none")
    assert get_quorum().needed == 0


# -- choosing witnesses


def test_what_cannot_be_a_witness_is_refused_with_the_mend(now):
    key = str(COSIGNERS[0].key)
    for address in (
        "witness",
        "ftp://w.example",
        "https://",
        "https://a b",
        "https://me@w.example",
        "https://w:0",
    ):
        with pytest.raises(WitnessError, match="like https://witness"):
            add_witness(verifier_key=key, url=address, now=now)
    with pytest.raises(WitnessError, match="not the key of a witness"):
        add_witness(verifier_key=str(LOG.key), url=NEVER_ASKED, now=now)
    add_witness(verifier_key=f" {key}\n", url="https://w.example/prefix/add-checkpoint/", now=now)
    assert list_witnesses()[0].url == "https://w.example/prefix"
    with pytest.raises(WitnessError, match="asked already"):
        add_witness(
            verifier_key=str(Cosigner("other", COSIGNERS[0].private_key).key), url=NEVER_ASKED, now=now
        )
    with pytest.raises(WitnessError, match="cannot be called witnesses"):
        add_witness(
            verifier_key=str(Cosigner("witnesses", COSIGNERS[1].private_key).key), url=NEVER_ASKED, now=now
        )


def test_no_more_are_asked_to_sign_than_there_are(now):
    for rule in ("any", "all", "1", "0", "-1", "some", ""):
        with pytest.raises(WitnessError):
            set_rule(rule)
    two_witnesses(now)
    with pytest.raises(WitnessError):
        set_rule("3")
    set_rule("2")
    first = list_witnesses()[0]
    with pytest.raises(WitnessError, match="1 would be left"):
        remove_witness(witness_id=first.id, now=now)
    set_rule("all")
    assert remove_witness(witness_id=first.id, now=now) == first.key
    assert remove_witness(witness_id=first.id, now=now) is None
    assert get_quorum().needed == 1
    add_witness(verifier_key=str(first.key), url=NEVER_ASKED, now=now)
    assert get_quorum().needed == 2


# -- over the network, against those who mean harm


class Liar(ThreadingHTTPServer):
    """Answers as `say` does, which may never end."""

    daemon_threads = True

    def __init__(self, say) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                say(self)

            def log_message(self, *_) -> None: ...

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_) -> None: ...


@pytest.fixture
def lie() -> Iterator:
    servers: list[Liar] = []

    def begin(say) -> str:
        servers.append(Liar(say))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return servers[-1].url

    yield begin
    for server in servers:
        server.shutdown()
        server.server_close()


REQUEST = AddCheckpoint(0, (), "log\n1\nroot\n\n— log sig\n")


def drip_the_answer(handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        handler.wfile.write(b"x")
        time.sleep(0.1)


def drip_the_head(handler) -> None:
    for _ in range(100):
        handler.wfile.write(b"H")
        time.sleep(0.1)


def say_too_much(handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (MOST_BYTES + 1))


def stop_early(handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nless")


def say_nonsense(handler) -> None:
    handler.wfile.write(b"nonsense\r\n" * 5)


def hang_up(handler) -> None: ...


@pytest.mark.parametrize(
    "say", [drip_the_answer, drip_the_head, say_too_much, stop_early, say_nonsense, hang_up]
)
def test_whoever_answers_slowly_endlessly_or_badly_is_away(lie, say):
    started = time.monotonic()
    with pytest.raises(AwayError):
        send(lie(say), REQUEST, seconds=0.5)
    assert time.monotonic() - started < 2


def test_a_handshake_that_drips_is_away_too():
    """A TLS record that never ends, a byte at a time: each of them is a sign of life."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.sendall(b"\x16\x03\x03\x40\x00\x02")
                for _ in range(40):
                    connection.sendall(b"\x00")
                    time.sleep(0.05)

        dripping = threading.Thread(target=drip)
        dripping.start()
        started = time.monotonic()
        with pytest.raises(AwayError):
            send(f"https://127.0.0.1:{server.getsockname()[1]}", REQUEST, seconds=0.5)
        assert time.monotonic() - started < 1.5
        dripping.join()


def test_a_redirect_is_not_followed(lie):
    def elsewhere(handler) -> None:
        handler.send_response(307)
        handler.send_header("Location", "http://127.0.0.1:9/")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    assert send(lie(elsewhere), REQUEST).status == 307


def test_an_address_where_nobody_is_is_away(monkeypatch):
    monkeypatch.setattr(client, "SECONDS_OF_SILENCE", 0.5)
    for url in (NEVER_ASKED, "https://127.0.0.1:9", "http://nobody.invalid", "http://[::1]:9/prefix"):
        with pytest.raises(AwayError):
            send(url, REQUEST)
