"""What of this room stands on the Monday list: only what waits for its reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from aboveboard.declarations.selectors.desk import count_desk, list_person_ids_with_work
from aboveboard.notices.digest import DigestItem
from aboveboard.people.selectors.actors import get_actor_by_id


class DeskDigest:
    """Registered with `notices.digest` when the service starts."""

    def person_ids(self, on: date) -> Iterable[int]:
        """Those whose turn it is with some declaration."""
        return list_person_ids_with_work()

    def items_for(self, person_id: int, on: date) -> list[DigestItem]:
        """How many declarations wait for them."""
        many = count_desk(get_actor_by_id(person_id, on=on), on=on).mine
        if not many:
            return []
        words = "1 declaration waits for you" if many == 1 else f"{many} declarations wait for you"
        return [DigestItem(words, "/desk/")]
