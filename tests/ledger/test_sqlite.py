"""SQLite as the ledger needs it: a queue of writers, and commits that survive a power cut."""

import sqlite3
import threading
import time

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError

from aboveboard.ledger.database.sqlite3.base import DatabaseWrapper, WriteLock
from aboveboard.ledger.durability import list_weaknesses

NAME = "test_sqlite"


@pytest.fixture
def database(tmp_path, django_db_blocker):
    """Makes connections of our own to one file."""
    made = []

    def connect(**options):
        settings = {
            **connection.settings_dict,
            "ENGINE": "aboveboard.ledger.database.sqlite3",
            "NAME": str(tmp_path / "database.sqlite3"),
            "OPTIONS": options,
        }
        wrapper = DatabaseWrapper(settings, alias=NAME)
        wrapper.inc_thread_sharing()
        made.append(wrapper)
        return wrapper

    with django_db_blocker.unblock():
        yield connect
        for wrapper in made:
            wrapper.close()


def lock_is_free(tmp_path) -> bool:
    lock = WriteLock(str(tmp_path / "database.sqlite3"), timeout=0)
    try:
        lock.take()
    except OperationalError:
        return False
    lock.release()
    return True


def pragma(wrapper, name):
    with wrapper.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


class Begun:
    """A transaction of a wrapper that is not one of Django's configured databases."""

    def __init__(self, wrapper):
        self.wrapper = wrapper

    def __enter__(self):
        self.wrapper.ensure_connection()
        self.wrapper._start_transaction_under_autocommit()

    def __exit__(self, kind, *_):
        self.wrapper._rollback() if kind else self.wrapper._commit()


def test_it_is_durable_without_being_asked(database):
    wrapper = database()
    assert pragma(wrapper, "journal_mode") == "wal"
    assert pragma(wrapper, "synchronous") == 2
    assert wrapper.settings_dict["OPTIONS"] == {"transaction_mode": "IMMEDIATE", "timeout": 30.0}
    assert pragma(wrapper, "busy_timeout") == 30_000
    assert list_weaknesses(wrapper) == []


def test_each_setting_that_could_lose_something_is_named(database):
    wrapper = database()
    wrapper.ensure_connection()
    for setting in (
        "synchronous = NORMAL",
        "foreign_keys = OFF",
        "secure_delete = OFF",
        "recursive_triggers = OFF",
        "journal_mode = DELETE",
    ):
        wrapper.connection.execute(f"PRAGMA {setting}")
    assert len(list_weaknesses(wrapper)) == 5


def test_a_transaction_has_its_turn_until_it_commits_or_rolls_back(database, tmp_path):
    wrapper = database()
    with wrapper.cursor() as cursor:
        cursor.execute("CREATE TABLE numbers (number)")
    assert lock_is_free(tmp_path)
    with Begun(wrapper):
        assert not lock_is_free(tmp_path)
        with wrapper.cursor() as cursor:
            cursor.execute("INSERT INTO numbers VALUES (1)")
        assert not lock_is_free(tmp_path)
    assert lock_is_free(tmp_path)
    with pytest.raises(ZeroDivisionError), Begun(wrapper):
        raise ZeroDivisionError
    assert lock_is_free(tmp_path)


def test_a_closed_connection_lets_go(database, tmp_path):
    wrapper = database()
    Begun(wrapper).__enter__()
    assert not lock_is_free(tmp_path)
    wrapper._close()
    assert lock_is_free(tmp_path)


def test_a_transaction_that_cannot_begin_lets_go(database, tmp_path):
    wrapper = database(timeout=0)
    wrapper.ensure_connection()
    stranger = sqlite3.connect(tmp_path / "database.sqlite3", isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        Begun(wrapper).__enter__()
    assert lock_is_free(tmp_path)
    stranger.close()


def test_a_single_statement_takes_its_turn_and_a_read_does_not_wait(database, tmp_path):
    first, second = database(), database(timeout=0.05)
    with first.cursor() as cursor:
        cursor.execute("CREATE TABLE numbers (number)")
    with Begun(first), second.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM numbers").fetchone() == (0,)
        with pytest.raises(OperationalError, match="locked"):
            cursor.execute("INSERT INTO numbers VALUES (1)")
        with pytest.raises(OperationalError, match="locked"):
            cursor.executemany("INSERT INTO numbers VALUES (%s)", [(1,), (2,)])
    with second.cursor() as cursor:
        cursor.execute("INSERT INTO numbers VALUES (1)")
    assert lock_is_free(tmp_path)


def test_a_deferred_transaction_does_not_queue(database, tmp_path):
    wrapper = database(transaction_mode="DEFERRED")
    with Begun(wrapper):
        assert lock_is_free(tmp_path)


def test_a_database_in_memory_has_no_lock(database, tmp_path):
    wrapper = database()
    wrapper.settings_dict["NAME"] = ":memory:"
    with Begun(wrapper):
        assert wrapper.write_lock is None
    assert not list(tmp_path.iterdir())
    assert list_weaknesses(wrapper) == []


@pytest.mark.django_db(transaction=True)
def test_djangos_transactions_and_savepoints_keep_the_turn():
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has a file lock")
    from django.contrib.sessions.models import Session

    def is_held():
        return connection.write_lock.is_held

    with transaction.atomic():
        assert is_held()
        try:
            with transaction.atomic():
                raise ZeroDivisionError
        except ZeroDivisionError:
            assert is_held()
        Session.objects.filter(pk="none").delete()
        assert is_held()
    assert not is_held()
    connection.set_autocommit(False)
    Session.objects.count()
    connection.rollback()
    connection.set_autocommit(True)
    assert not is_held()


def test_eight_writers_all_get_their_turn(database):
    first = database()
    with first.cursor() as cursor:
        cursor.execute("CREATE TABLE numbers (number)")
    waits = []

    def write():
        wrapper = database()
        for _ in range(25):
            start = time.perf_counter()
            with Begun(wrapper), wrapper.cursor() as cursor:
                number = cursor.execute("SELECT count(*) FROM numbers").fetchone()[0]
                cursor.execute("INSERT INTO numbers VALUES (%s)", [number])
            waits.append(time.perf_counter() - start)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with first.cursor() as cursor:
        numbers = [row[0] for row in cursor.execute("SELECT number FROM numbers ORDER BY number").fetchall()]
    assert numbers == list(range(200))
    # Waiting is fair: without the queue the worst of eight waits for seconds.
    assert max(waits) < 5
