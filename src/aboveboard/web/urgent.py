"""What stands first on every page until it has been dealt with. Rooms above add theirs in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.safestring import SafeString

from aboveboard.rules.actor import Requester

Source = Callable[[Requester], SafeString]

_sources: list[Source] = []


def add(source: Source) -> None:
    """Let `source` say something to somebody, as HTML, or nothing. Adding one twice changes nothing."""
    if source not in _sources:
        _sources.append(source)


def urgent_for(requester: Requester) -> SafeString:
    """Everything urgent for `requester`, in the order in which it was added."""
    return SafeString("".join(source(requester) for source in _sources))
