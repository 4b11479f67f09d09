"""The witness protocol without a network: what is read, what is cosigned, what is refused and as what."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.pure.example_receipt import LOG, ORIGIN, OTHER_LOG, WITNESSES
from tests.ledger.witness.logs import GrowingLog

from aboveboard.ledger.pure.checkpoints import Checkpoint
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import EMPTY_ROOT
from aboveboard.ledger.pure.notes import Cosigner, sign_note
from aboveboard.ledger.pure.witnessing import (
    MOST_BYTES,
    AddCheckpoint,
    Refused,
    Status,
    WitnessingError,
    judge,
    parse_cosignature,
    parse_request,
    parse_size,
)

LOGS = {ORIGIN: [LOG.key]}
WITNESS = Cosigner("w.example/1", WITNESSES[0].private_key)


def a_log(size: int = 20) -> GrowingLog:
    return GrowingLog().grow(*(b"%d" % number for number in range(size)))


def refused(request: AddCheckpoint, remembered: Checkpoint | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        judge(request, LOGS, {ORIGIN: remembered} if remembered else {})
    return caught.value


def test_a_request_is_read_as_it_was_written():
    request = a_log().request(7)
    assert request.proof
    assert parse_request(str(request).encode()) == request
    first = a_log().request(0)
    assert str(first).startswith("old 0\n\nexample.org/log\n20\n")
    assert parse_request(str(first).encode()) == first


def test_the_request_of_the_specification_is_read():
    request = parse_request(
        b"old 20852014\n"
        b"PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
        b"jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
        b"5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
        b"/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
        b"\n"
        b"example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        b"\n"
        b"\xe2\x80\x94 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1"
        b"gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    )
    assert (request.old_size, len(request.proof)) == (20852014, 4)
    assert request.checkpoint.startswith("example.com/behind-the-sofa\n20852163\n")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"old 1\n",
        b"old 1\n\n",
        b"old 01\n\ncheckpoint\n",
        b"old -1\n\ncheckpoint\n",
        b"old 9223372036854775808\n\ncheckpoint\n",
        b"new 1\n\ncheckpoint\n",
        b"old 1\nAAAA\n\ncheckpoint\n",
        b"old 1\nnot base64\n\ncheckpoint\n",
        b"old 1\n" + b"PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n" * 64 + b"\ncheckpoint\n",
        b"old 1\n\n" + b"x" * MOST_BYTES,
        b"\xff\n\n",
    ],
)
def test_what_is_no_request_is_refused(content: bytes):
    with pytest.raises(WitnessingError):
        parse_request(content)


@given(st.binary(max_size=300) | st.text(alphabet="old 0123456789=\n— Aa+/", max_size=300).map(str.encode))
def test_nothing_but_the_module_s_own_errors_escapes(content: bytes):
    for read in (
        lambda: judge(parse_request(b"old 0\n\n" + content), LOGS, {}),
        lambda: parse_request(content),
        lambda: parse_size(content),
        lambda: parse_cosignature(content, a_log(1).state().body(), WITNESS.key),
    ):
        with contextlib.suppress(LedgerError):
            read()


def test_a_first_checkpoint_needs_no_proof_and_must_have_none():
    log = a_log()
    assert judge(log.request(0), LOGS, {}) == log.state()
    assert refused(AddCheckpoint(0, (bytes(32),), log.note())).status is Status.FORK


def test_a_checkpoint_that_follows_is_cosigned_at_every_pair_of_sizes():
    log = a_log()
    for old in range(1, 21):
        for new in range(old, 21):
            request = log.request(old, new)
            assert judge(request, LOGS, {ORIGIN: log.state(old)}) == log.state(new)


def test_a_fork_is_never_cosigned():
    log = a_log()
    fork = log.fork(9, *[b"other"] * 11)
    for old in range(10, 21):
        for new in range(old, 21):
            answer = refused(fork.request(old, new), log.state(old))
            assert (answer.status, answer.size) == (Status.FORK, old)


def test_another_history_of_the_same_size_is_a_fork():
    log = a_log()
    assert refused(log.fork(19, b"other").request(20), log.state()).status is Status.FORK


def test_a_stale_old_size_is_told_the_size_to_begin_at():
    log = a_log()
    for old in (0, 4, 11):
        answer = refused(log.request(old), log.state(10))
        assert (answer.status, answer.size) == (Status.OTHER_SIZE, 10)
    assert refused(log.request(8, 9), log.state(10)).status is Status.OTHER_SIZE
    assert refused(log.request(1)).size == 0


def test_an_unknown_log_a_stranger_s_signature_and_an_older_checkpoint_are_told_apart():
    log = a_log()
    elsewhere = sign_note(Checkpoint("elsewhere", 1, bytes(32)).body(), [LOG])
    assert refused(AddCheckpoint(0, (), elsewhere)).status is Status.UNKNOWN_LOG
    assert refused(GrowingLog(OTHER_LOG).grow(b"1").request(0)).status is Status.NOT_SIGNED
    broken = log.note().replace("— example.org/log ", "— example.org/log B", 1)
    assert refused(AddCheckpoint(0, (), broken)).status in (Status.NOT_SIGNED, Status.UNREADABLE)
    assert refused(AddCheckpoint(21, (), log.note())).status is Status.UNREADABLE
    assert refused(AddCheckpoint(0, (), "nonsense")).status is Status.UNREADABLE


def test_an_empty_tree_has_the_root_of_an_empty_tree():
    empty = sign_note(Checkpoint(ORIGIN, 0, EMPTY_ROOT).body(), [LOG])
    assert judge(AddCheckpoint(0, (), empty), LOGS, {}).size == 0
    other = sign_note(Checkpoint(ORIGIN, 0, bytes(32)).body(), [LOG])
    assert refused(AddCheckpoint(0, (), other)).status is Status.FORK


def test_a_cosignature_is_found_among_others_and_checked():
    body = a_log().state().body()
    ours, others = WITNESS.cosign(body, 1_700_000_000), WITNESSES[1].line(body)
    cosigned = parse_cosignature(f"{others}{ours}".encode(), body, WITNESS.key)
    assert (cosigned.line, cosigned.seconds) == (str(ours).rstrip("\n"), 1_700_000_000)
    for answer in (
        others,
        str(WITNESS.cosign(a_log(19).state().body(), 1)),
        WITNESSES[0].line(body).replace("w.example/1", "w.example/3"),
        f"{ours}\n\n{ours}",
        "",
    ):
        with pytest.raises(WitnessingError):
            parse_cosignature(answer.encode(), body, WITNESS.key)


def test_a_cosignature_is_what_openssl_makes_of_the_same_key_and_text():
    body = "example.org/log\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    assert str(WITNESS.key) == "w.example/1+ca120ff6+BEgHWll+choVbi4Hmd5cwMUyTcbn6vHN1GJQho7FMhXd"
    assert str(WITNESS.cosign(body, 1_700_000_000)) == (
        "— w.example/1 yhIP9gAAAABlU/EA9jw7AnKJcplQi7s37ZCdBA7h++Z01Amz4UHTCsgCEp5NOjnirV7fwFAyI94fJj1nUmsc"
        "ov47Dy86fzOgnVINAA==\n"
    )


@pytest.mark.parametrize("content", [b"", b"7", b"07\n", b"7\n\n", b"-7\n", b"seven\n", "７\n".encode()])
def test_a_size_is_one_plain_line(content: bytes):
    assert parse_size(b"7\n") == 7
    with pytest.raises(WitnessingError):
        parse_size(content)
