"""The personas as the demo's sign-in page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from aboveboard.people.demo.personas import PERSONAS, Persona
from aboveboard.people.models import School, User


@dataclass(frozen=True, slots=True)
class PersonaGroup:
    """The personas of one school, or of the trust and its board."""

    name: str
    personas: tuple[Persona, ...]


def list_persona_groups() -> tuple[PersonaGroup, ...]:
    """All personas by school, the trust's own team last; empty when the demo trust has not been seeded."""
    names: dict[str | None, str] = dict(School.objects.values_list("key", "name"))
    by_school: dict[str | None, list[Persona]] = {}
    for persona in PERSONAS:
        by_school.setdefault(persona.school, []).append(persona)
    if not set(filter(None, by_school)) <= set(names):
        return ()
    return tuple(
        PersonaGroup(names.get(school, "The trust, its board, and those from outside"), tuple(personas))
        for school, personas in sorted(by_school.items(), key=lambda item: item[0] is None)
    )


def get_persona_account(persona: Persona) -> User | None:
    """The account to sign in with, or None when the demo trust has not been seeded."""
    return User.objects.filter(email=persona.email, is_active=True).first()
