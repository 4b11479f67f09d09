"""The largest trust as a OneRoster export: 90 schools, 11,000 staff, 65,000 pupils. Invented, the same each time."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

SCHOOLS, STAFF, PUPILS = 90, 11_000, 65_000
GIVEN = ("Ada", "Grace", "Alan", "Mary", "Omar", "Zoë", "Wei", "Priya", "Kofi", "Ngọc", "Ivan", "Aoife")
FAMILY = ("Okafor", "Smith", "Nguyễn", "Patel", "Jones", "Kowalska", "Ahmed", "Brown", "García", "Evans")

USERS = ("sourcedId", "status", "givenName", "familyName", "email", "userIds", "phone", "agentSourcedIds")
ROLES = ("sourcedId", "status", "userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId")


def write_whole(folder: Path) -> None:
    """Everybody, with a birth date and a first day for each pupil."""
    chance = random.Random(1)
    folder.mkdir()
    orgs = [(f"o{n}", "", f"School {n:02}", "school", f"9{n:05}") for n in range(SCHOOLS)]
    _write(folder, "orgs", ("sourcedId", "status", "name", "type", "identifier"), orgs)
    _write(folder, "users", USERS, [_user(n, chance) for n in range(STAFF + PUPILS)])
    _write(folder, "roles", ROLES, [_role(n) for n in range(STAFF + PUPILS)])
    born = [(f"u{n}", "", f"20{10 + n % 10}-0{1 + n % 9}-1{n % 10}") for n in range(STAFF, STAFF + PUPILS)]
    _write(folder, "demographics", ("sourcedId", "status", "birthDate"), born)
    _manifest(folder, "bulk", "orgs", "users", "roles", "demographics")


def write_changes(folder: Path) -> None:
    """One in a hundred: a third get another name, a third leave, a third are new."""
    chance = random.Random(2)
    folder.mkdir()
    picked = range(0, STAFF + PUPILS, 100)
    users, roles = [], []
    for turn, number in enumerate(picked):
        if turn % 3 == 0:
            users.append((*_user(number, chance)[:3], "Changed", *_user(number, chance)[4:]))
        elif turn % 3 == 1:
            roles.append((f"r{number}", "tobedeleted", "", "", "", "", "", ""))
        else:
            new = STAFF + PUPILS + number
            users.append(_user(new, chance))
            roles.append(_role(new))
    _write(folder, "users", USERS, users)
    _write(folder, "roles", ROLES, roles)
    _manifest(folder, "delta", "users", "roles")


def _user(number: int, chance: random.Random) -> tuple[str, ...]:
    email = f"u{number}@example.test" if number < STAFF else ""
    family = f"{chance.choice(FAMILY)}-{number:05}"
    return (f"u{number}", "", chance.choice(GIVEN), family, email, "", "01632 960001", "")


def _role(number: int) -> tuple[str, ...]:
    role = "teacher" if number < STAFF else "student"
    return (f"r{number}", "", f"u{number}", "primary", role, "2024-09-02", "", f"o{number % SCHOOLS}")


def _write(folder: Path, name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)


def _manifest(folder: Path, mode: str, *names: str) -> None:
    lines = ["propertyName,value", "oneroster.version,1.2", *(f"file.{name},{mode}" for name in names)]
    (folder / "manifest.csv").write_text("\n".join(lines))
