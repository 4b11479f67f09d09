"""`aboveboard witness`, as a process: what it answers, what it survives, and what it says when it cannot start."""

import http.client
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.ledger.pure.example_receipt import LOG, OTHER_LOG, POLICY
from tests.ledger.witness.logs import GrowingLog
from tests.ledger.witness.running import running, start

from aboveboard.ledger.pure.notes import Cosigner
from aboveboard.ledger.pure.witnessing import MOST_BYTES, parse_cosignature, parse_size
from aboveboard.ledger.witness import server as server_module
from aboveboard.ledger.witness.memory import Memory
from aboveboard.ledger.witness.server import Witness, WitnessServer

NAMED = ("--name", "w.example/1")


@pytest.fixture
def log() -> GrowingLog:
    return GrowingLog().grow(*(b"%d" % number for number in range(9)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "witness"


def refusal(*arguments: str) -> str:
    """What it says when it does not start."""
    process = start(*arguments)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 2
    return said


def test_it_cosigns_what_follows_and_refuses_what_does_not(log: GrowingLog, folder: Path):
    with running(folder, *NAMED) as witness:
        status, _, line = witness.post(str(log.request(0, 5)))
        assert status == 200
        assert parse_cosignature(line.encode(), log.state(5).body(), witness.key).line == line.rstrip("\n")
        assert witness.post(str(log.request(5, 9)))[0] == 200
        assert witness.post(str(log.request(9, 9)))[0] == 200
        status, kind, size = witness.post(str(log.request(0)))
        assert (status, kind, parse_size(size.encode())) == (409, "text/x.tlog.size", 9)
        assert witness.post(str(log.fork(8, b"x", b"y").request(9)))[0] == 422
        assert witness.post(str(GrowingLog(OTHER_LOG, log.leaves).request(9)))[0] == 403
        assert witness.post(log.note().replace("example.org/log", "example.org/other"))[0] == 400
        elsewhere = str(log.request(0)).replace("example.org/log", "example.org/other")
        assert witness.post(elsewhere)[0] == 404
        assert "does not follow the log example.org/other" in witness.post(elsewhere)[2]


def test_it_remembers_over_a_restart_and_keeps_its_key(log: GrowingLog, folder: Path):
    with running(folder, *NAMED) as witness:
        assert witness.post(str(log.request(0, 5)))[0] == 200
        key = witness.key
        witness.process.send_signal(signal.SIGTERM)
        assert witness.process.wait(timeout=10) == 0
        assert witness.process.communicate()[0].endswith("Stopped.\n")
    with running(folder) as witness:
        assert witness.key == key
        assert witness.post(str(log.request(0)))[2] == "5\n"
    assert {path.name for path in folder.iterdir()} == {"witness-key.pem", "cosigned.sqlite3", "in-use"}
    assert (folder / "witness-key.pem").stat().st_mode & 0o777 == 0o600


def test_what_it_refuses_as_another_history_it_keeps_as_evidence_and_tells_of_once(
    log: GrowingLog, folder: Path
):
    fork = log.fork(8, b"x", b"y")
    with running(folder, *NAMED) as witness:
        witness.post(str(log.request(0)))
        for _ in range(2):
            assert witness.post(str(fork.request(9)))[0] == 422
        assert witness.post(str(GrowingLog(OTHER_LOG, fork.leaves).request(9)))[0] == 403
        witness.process.send_signal(signal.SIGTERM)
        _, told = witness.process.communicate()
    assert told.count("NOT COSIGNED: a checkpoint of example.org/log, size 10,") == 1
    shown = start("--folder", str(folder), "--refused").communicate()[0]
    assert shown.count("REFUSED") == 1
    assert shown.index(log.note()) < shown.index(fork.note())


def test_it_tells_who_it_is(folder: Path):
    with running(folder, *NAMED) as witness:
        connection = http.client.HTTPConnection("127.0.0.1", witness.port, timeout=5)
        for path, status in (("/", 200), ("/elsewhere", 404)):
            connection.request("GET", path)
            answer = connection.getresponse()
            text = answer.read().decode()
            assert answer.status == status
            assert (str(witness.key) in text) is (status == 200)
        connection.close()
    process = start("--folder", str(folder), "--key")
    assert process.communicate()[0] == f"{witness.key}\n"
    assert process.returncode == 0


def test_what_is_too_long_or_endless_is_refused_and_the_next_is_answered(log: GrowingLog, folder: Path):
    with running(folder, *NAMED) as witness:
        assert witness.post(b"x" * (MOST_BYTES + 1))[0] == 413
        for header in ("Transfer-Encoding: chunked", "Content-Length: many", "Content-Length: -1", ""):
            with socket.create_connection(("127.0.0.1", witness.port), timeout=5) as connection:
                connection.sendall(f"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n{header}\r\n\r\n".encode())
                assert connection.recv(100).startswith(b"HTTP/1.1 411")
        assert witness.post(str(log.request(0)), "/elsewhere")[0] == 404
        assert witness.post(str(log.request(0)))[0] == 200


def test_those_who_hang_on_the_line_do_not_keep_others_out(log: GrowingLog, folder: Path):
    with running(folder, *NAMED) as witness:
        idle = [socket.create_connection(("127.0.0.1", witness.port)) for _ in range(30)]
        idle[0].sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 500\r\n\r\nold 0")
        assert witness.post(str(log.request(0)))[0] == 200
        witness.process.send_signal(signal.SIGTERM)
        assert witness.process.wait(timeout=5) == 0, "it waits for those who say nothing"
        for connection in idle:
            connection.close()


@pytest.fixture
def server(log: GrowingLog, tmp_path: Path) -> Iterator[WitnessServer]:
    cosigner = Cosigner("w.example/1", LOG.private_key)
    witness = Witness(cosigner, Memory(tmp_path / "memory"), {LOG.name: [LOG.key]}, lambda: datetime.now(UTC))
    server = WitnessServer(("127.0.0.1", 0), witness)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    yield server
    server.shutdown()
    server.server_close()
    serving.join()


def test_a_connection_that_lasts_too_long_is_cut_whatever_it_does(server: WitnessServer, monkeypatch):
    monkeypatch.setattr(server_module, "LONGEST_SECONDS", 0.3)
    with socket.create_connection(server.server_address, timeout=5) as connection:
        connection.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 5000\r\n\r\n")
        started = time.monotonic()
        with suppress(OSError):
            while time.monotonic() - started < 4:
                connection.sendall(b"x")
                time.sleep(0.05)
        assert time.monotonic() - started < 2


def test_more_connections_than_it_can_take_are_turned_away(
    server: WitnessServer, log: GrowingLog, monkeypatch
):
    monkeypatch.setattr(server_module, "MOST_CONNECTIONS", 2)
    idle = [socket.create_connection(server.server_address, timeout=5) for _ in range(2)]
    time.sleep(0.2)
    with socket.create_connection(server.server_address, timeout=5) as third, suppress(ConnectionError):
        assert third.recv(1) == b""
    for connection in idle:
        connection.close()
    time.sleep(0.2)
    answer = http.client.HTTPConnection(*server.server_address, timeout=5)
    answer.request("POST", "/add-checkpoint", str(log.request(0)).encode())
    assert answer.getresponse().status == 200
    answer.close()


def test_one_connection_serves_many_requests(server: WitnessServer, log: GrowingLog):
    connection = http.client.HTTPConnection(*server.server_address, timeout=5)
    for old, size in ((0, 3), (3, 5), (5, 9)):
        connection.request("POST", "/add-checkpoint", str(log.request(old, size)).encode())
        answer = connection.getresponse()
        assert (answer.status, answer.read()[:3]) == (200, "—".encode())
    connection.close()


def test_many_at_once_get_one_history(log: GrowingLog, folder: Path):
    fork = log.fork(4, *[b"x"] * 5)
    cosigned: list[tuple[int, str]] = []

    def send(source: GrowingLog, name: str) -> None:
        old = 0
        for size in range(1, 10):
            status, _, answer = witness.post(str(source.request(old, size)))
            if status == 409 and parse_size(answer.encode()) <= size:
                old = parse_size(answer.encode())
                status, _, answer = witness.post(str(source.request(old, size)))
            if status == 200:
                cosigned.append((size, name))
                old = size

    with running(folder, *NAMED) as witness:
        threads = [threading.Thread(target=send, args=each) for each in [(log, "log"), (fork, "fork")] * 3]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len({name for size, name in cosigned if size > 4}) <= 1
    assert max(size for size, _ in cosigned) > 4


def test_a_folder_is_used_by_one_witness_at_a_time(folder: Path):
    with running(folder, *NAMED):
        assert f"Another witness is running in {folder}" in refusal(
            "--folder", str(folder), "--log", str(LOG.key)
        )


def test_it_says_what_keeps_it_from_starting(folder: Path, tmp_path: Path):
    at, log = ("--folder", str(folder)), ("--log", str(LOG.key))
    assert "Give the new witness a name" in refusal(*at, *log)
    assert "has white space or a plus sign" in refusal(*at, *log, "--name", "a b")
    assert "Say which logs to follow" in refusal(*at, *NAMED)
    assert "is called w.example/1" in refusal(*at, *log, "--name", "other")
    assert "not the key of a log" in refusal(*at, "--log", start(*at, "--key").communicate()[0].strip())
    assert "is not in base64" in refusal(*at, "--log", "nonsense+1+x!")
    assert "cannot be used" in refusal(*at, "--policy", str(tmp_path / "missing.txt"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refusal(*at, *log, "--port", port)
        assert f"Port {port} on 127.0.0.1 cannot be used: Address already in use." in said
    assert "cannot be used" in refusal(*at, *log, "--port", "70000")


def test_a_witness_that_has_lost_its_memory_or_key_is_not_started(log: GrowingLog, folder: Path):
    with running(folder, *NAMED) as witness:
        assert witness.post(str(log.request(0)))[0] == 200
    at = ("--folder", str(folder), "--log", str(LOG.key))
    memory, key = folder / "cosigned.sqlite3", folder / "witness-key.pem"
    kept = memory.read_bytes()
    memory.write_bytes(b"nonsense" * 1000)
    assert "Put your copy of it back" in refusal(*at)
    memory.unlink()
    assert "which says what it has cosigned. Put it back" in refusal(*at)
    memory.write_bytes(kept)
    key.rename(folder / "aside")
    assert "Put the witness's key back" in refusal(*at)


def test_a_witness_that_cannot_write_cosigns_nothing(log: GrowingLog, folder: Path):
    with running(folder, *NAMED) as witness:
        holding = sqlite3.connect(folder / "cosigned.sqlite3", isolation_level=None)
        holding.execute("BEGIN EXCLUSIVE")
        status, _, words = witness.post(str(log.request(0, 5)))
        assert (status, "cannot write down" in words) == (500, True)
        holding.execute("ROLLBACK")
        holding.close()
        assert witness.post(str(log.request(0, 5)))[0] == 200


def test_it_follows_the_logs_of_a_policy(log: GrowingLog, folder: Path, tmp_path: Path):
    policy = tmp_path / "policy.txt"
    policy.write_text(str(POLICY))
    with running(folder, *NAMED, "--policy", str(policy), log=OTHER_LOG.key) as witness:
        assert witness.post(str(log.request(0, 5)))[0] == 200


def test_it_starts_without_django(tmp_path: Path):
    code = (
        "import sys; from aboveboard.config.command_line import main; "
        f"main(['witness', '--folder', {str(tmp_path / 'w')!r}, '--name', 'w', '--key']); "
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    started = time.monotonic()
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
    assert time.monotonic() - started < 5
