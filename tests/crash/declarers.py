"""Eight people of the demo who declare at once, over HTTP, until the service is gone.

What a page has told one of them is done becomes a line of `acknowledged.jsonl`.
"""

from __future__ import annotations

import http.client
import json
import random
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from tests.crash.visitor import Visitor

DECLARERS = {
    "priya": ("Priya Raman", "ostlebeck"),
    "ewa": ("Ewa Kowalczyk", "ostlebeck"),
    "callum": ("Callum Reid", "marrowdale"),
    "aoife": ("Aoife Brennan", "marrowdale"),
    "nia": ("Nia Pugh", "marrowdale"),
    "rosa": ("Rosa Delgado", "fennick"),
    "meiling": ("Mei-Ling Tan", "tarnwick"),
    "doris": ("Doris Hale", "tarnwick"),
}
# Each step takes what it asks for, and leaves the rest.
ANSWERS: dict[str, str | list[str]] = {
    "other_name": "Jo Hollingsworth",
    "kinds": ["parent", "friend"],
    "since-year": "2012",
    "through_work": "no",
    "platforms": ["whatsapp"],
    "stage": "connected",
    "form": "direct",
    "purpose": "private",
    "knew_who": "yes",
    "context": "We have been friends since our own school days.",
    "ready": "yes",
    "go": "next",
}
MOST_STEPS = 10


class Declarers:
    """Eight threads, each somebody at a browser. `faults` are what went wrong while the service was there."""

    def __init__(self, folder: Path, address: str, seed: str) -> None:
        self.faults: list[str] = []
        self._folder, self._address, self._seed = folder, address, seed
        self._gone = False
        self._lock = Lock()
        (folder / "receipts").mkdir(exist_ok=True)
        self._threads = [Thread(target=self._until_gone, args=(key,), name=key) for key in DECLARERS]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def the_service_goes(self) -> None:
        """From now on it is no fault if there is no answer."""
        self._gone = True

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _until_gone(self, key: str) -> None:
        chance = random.Random(f"{self._seed} {key}")
        try:
            while not self._gone:
                self._declare(key)
                if chance.random() < 0.3:
                    self._raise_alert(key)
        except (OSError, http.client.HTTPException, AssertionError) as fault:
            # An answer cut off in the middle is not an answer: nothing was acknowledged.
            if not self._gone:
                self.faults.append(f"{key}: {fault!r} {getattr(fault, 'url', '')}")

    def _declare(self, key: str) -> None:
        name, school = DECLARERS[key]
        visitor = self._signed_in(key, "/declare/").send(mode="one")
        draft = int(visitor.address.split("/")[4])
        for _ in range(MOST_STEPS):
            if visitor.address.endswith("/check/"):
                break
            step = visitor.address
            visitor.send(**ANSWERS, school=school)
            assert visitor.address != step, f"{step} was not accepted: {visitor.text[:300]}"
            self._acknowledge(what="draft", id=draft)
        [code] = visitor.texts("//main//strong[contains(@class, 'app-reference')]")
        visitor.send(typed_name=name, code=code)
        assert visitor.address.endswith("/done/"), f"it was not signed: {visitor.text[:300]}"
        [reference] = visitor.texts("//main//p/span[contains(@class, 'app-reference')]")
        self._acknowledge(what="declaration", reference=reference, draft=draft, person=key)
        content = visitor.download(f"/my-file/{reference}/receipt")
        (self._folder / "receipts" / f"{reference}.zip").write_bytes(content)

    def _raise_alert(self, key: str) -> None:
        visitor = self._signed_in(key, "/ask/").send(go="at_risk")
        assert "Nobody has been told yet" in visitor.text
        [reference] = {found.get("value") for found in visitor.page.xpath("//input[@name='alert_reference']")}
        visitor.send("/ask/alert/")
        assert "told at" in visitor.text, f"nobody was told: {visitor.text[:300]}"
        self._acknowledge(what="alert", reference=reference)

    def _signed_in(self, key: str, start: str) -> Visitor:
        # Anew each time: a session gives out five codes for signing, and no more.
        return Visitor(self._address).go("/demo/").send(persona=key, next=start)

    def _acknowledge(self, **what: Any) -> None:
        with self._lock, (self._folder / "acknowledged.jsonl").open("a") as file:
            file.write(json.dumps(what) + "\n")
