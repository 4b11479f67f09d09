"""A witness that runs as its operator runs it: a process of its own."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.ledger.pure.example_receipt import LOG

from aboveboard.ledger.pure.notes import VerifierKey, parse_verifier_key


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "aboveboard.config.command_line", "witness", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@dataclass
class Running:
    """A witness that answers."""

    process: subprocess.Popen[str]
    key: VerifierKey
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def post(self, content: bytes | str, path: str = "/add-checkpoint") -> tuple[int, str, str]:
        """Status, what kind of answer, and the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", path, content if isinstance(content, bytes) else content.encode())
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Content-Type", ""), answer.read().decode()
        finally:
            connection.close()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def run_witness(folder: Path, *arguments: str, log: VerifierKey = LOG.key) -> Running:
    """Starts it and waits until it listens. `--name` is needed the first time only."""
    process = start("--folder", str(folder), "--port", "0", "--log", str(log), *arguments)
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("Listens at "):
            break
    else:
        pytest.fail("".join(said) + process.communicate()[1])
    key = parse_verifier_key(said[0].removeprefix("Verifier key: ").rstrip("\n"))
    return Running(process, key, int(said[-1].rsplit(":", 1)[1].split("/")[0]))


@contextmanager
def running(folder: Path, *arguments: str, log: VerifierKey = LOG.key) -> Iterator[Running]:
    witness = run_witness(folder, *arguments, log=log)
    try:
        yield witness
    finally:
        with suppress(ProcessLookupError):
            witness.kill()
