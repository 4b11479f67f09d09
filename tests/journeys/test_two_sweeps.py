"""Two sweeps at the same moment, on a real database: each declaration moves once, and each author hears once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection
from tests.journeys.sweeping import MONDAY, declare, said_to, sweep
from tests.people.world import World

from aboveboard.declarations.models import Declaration, DeclarationEvent
from aboveboard.declarations.services import look_again
from aboveboard.ledger.verification import verify


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_do_what_one_does(monkeypatch, now):
    monkeypatch.setattr(look_again, "AT_ONCE", 2)
    world = World.build(MONDAY)
    author = world.staff("Ada Author")
    child = {"school": "hill", "from": None, "until": MONDAY.isoformat(), "responsibility": "parental"}
    for _ in range(5):
        declare(world, author, parent_of=[child])
    start = Barrier(2)

    def one(day: date) -> str:
        start.wait()
        try:
            return sweep(day)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(one, [MONDAY + timedelta(days=1)] * 2))
    assert sum(int(words.split(" closed")[0][-1]) for words in said if "closed" in words) == 5
    assert set(Declaration.objects.values_list("state", "version")) == {("closed", 2)}
    assert DeclarationEvent.objects.filter(kind="declaration.closed").count() == 5
    assert len(said_to(author, "declaration_moved")) == 5
    assert verify(now=now).is_sound
