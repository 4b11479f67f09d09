"""What a signature is, wherever in this room somebody signs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signature:
    """How it was signed: the name as typed, and the step-up that showed who was typing (`people.step_up`)."""

    name: str
    method: str
