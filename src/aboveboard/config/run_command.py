"""`aboveboard run`: everything on one machine, for trying it out and for small trusts: web server and worker.

Django is set up once, here, and every child is forked from this process: that is what makes a second start quick.
This process itself opens no database and starts no thread, so that forking is safe.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

PATIENCE_SECONDS = 10.0
PDEATHSIG = 1


class Stopped(Exception):
    """Somebody asked this process to stop."""


def main() -> int:
    """Prepare, serve until told to stop, and leave nothing running. Returns the exit code."""
    try:
        listener = listen_on(os.environ.get("ABOVEBOARD_HOST", "127.0.0.1"), os.environ.get("PORT", "8000"))
    except ValueError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    os.umask(0o077)  # database, keys and mail are for this account alone
    host, port = listener.getsockname()[:2]
    address = os.environ.setdefault("ABOVEBOARD_ADDRESS", f"http://{host}:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.config.settings.demo")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    children: dict[int, str] = {}
    try:
        import django

        django.setup()
        if not _prepared(children):
            return 1
        children[_fork(lambda: serve(listener, address))] = "web server"
        children[_fork(work)] = "worker"
        listener.close()
        pid, status = os.wait()
        name = children.pop(pid, "child")
        code = os.waitstatus_to_exitcode(status)
        sys.stderr.write(
            f"The {name} has ended (exit code {code}), so Aboveboard stops as a whole. See above why.\n"
        )
        return 1
    except Stopped:
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        _end(children)


def listen_on(host: str, port: str) -> socket.socket:
    """A socket bound to the port, so that nobody takes it while we prepare. Raises ValueError with what to do."""
    if not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise ValueError(f"PORT must be a number up to 65535, and is {port!r}. Try PORT=8000.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, int(port)))
        # Two sockets may be bound to one port as long as neither listens.
        listener.listen()
    except OSError as refused:
        listener.close()
        raise ValueError(
            f"Port {port} on {host} cannot be used: {refused.strerror}. Stop what uses it, or choose another with "
            "PORT, for example PORT=8001."
        ) from None
    return listener


def prepare() -> None:
    """Bring database and assets up to date. Each step looks first whether there is anything to do."""
    from django.conf import settings
    from django.core.management import call_command, get_commands
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    Path(settings.DATA).mkdir(mode=0o700, parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _say("Preparing the database ...")
        call_command("migrate", interactive=False, verbosity=0)
    if settings.DEMO and "seed_demo" in get_commands():
        call_command("seed_demo", if_empty=True)
    _collect_assets()


def serve(listener: socket.socket, address: str) -> None:
    """Run gunicorn on the socket. Its processes share the application, which is loaded here, once."""
    from gunicorn.app.base import BaseApplication

    # Not before the assets are collected: whitenoise looks once for what there is.
    from aboveboard.config.wsgi import application

    options = {
        "bind": f"fd://{listener.fileno()}",
        "control_socket_disable": True,  # it would be a file in the home folder
        "graceful_timeout": 5,
        "loglevel": "warning",
        "threads": 4,
        "when_ready": lambda _: _say(f"Aboveboard is at {address}"),
        "worker_class": "gthread",
        "workers": int(os.environ.get("WEB_CONCURRENCY", "2")),
    }

    class Web(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> object:
            return application

    Web().run()


def work() -> None:
    """Run the worker until it is told to stop."""
    from aboveboard.notices.worker import work_until_told_to_stop

    work_until_told_to_stop()


def _collect_assets() -> None:
    """Copy and name the assets anew, if what they are made from has changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = os.stat(storage.path(name))
            digest.update(f"{name}\0{file.st_size}\0{file.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    _say("Preparing the assets ...")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest())


def _prepared(children: dict[int, str]) -> bool:
    """Prepare in a child, which may open the database and start threads (Typst does, for the demo's PDFs)."""
    pid = _fork(prepare)
    children[pid] = "preparation"
    _, status = os.waitpid(pid, 0)
    del children[pid]
    if status:
        sys.stderr.write("Aboveboard could not be prepared; see above why. Nothing is running.\n")
    return status == 0


def _fork(run: Callable[[], None]) -> int:
    """Run `run` in a child in a group of its own: Ctrl-C reaches this process alone, which stops the children."""
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if not pid:
        _be_child(run, parent)
    return pid


def _be_child(run: Callable[[], None], parent: int) -> NoReturn:
    code = 1
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        os.setpgid(0, 0)
        _end_with(parent)
        run()
        code = 0
    except SystemExit as asked:
        code = asked.code if isinstance(asked.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _end_with(parent: int) -> None:
    """On Linux: be told to stop when the parent dies, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


def _end(children: dict[int, str]) -> None:
    """Ask every child to stop, and wait; after ten seconds, make it."""
    for pid in list(children):
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            del children[pid]  # it ended at the moment we were told to stop
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while children:
        pid, _ = os.waitpid(-1, os.WNOHANG)
        if pid:
            children.pop(pid, None)
        elif time.monotonic() < give_up_at:
            time.sleep(0.02)
        else:
            for left in children:
                os.killpg(left, signal.SIGKILL)
            give_up_at = float("inf")


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise Stopped


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
