"""Trust policies (c2sp.org/tlog-policy): which logs and witnesses, and how many witnesses must agree.

One line of ours stands among the comments, which other readers pass over: `# compromised-key KEY TIME` says that a
log's key has been in other hands since then, so that what it signed counts only if witnesses saw it before.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.notes import COSIGNATURE, ED25519, NoteError, VerifierKey, parse_verifier_key

NO_QUORUM = "none"
COMPROMISED = "compromised-key"
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
MOST_GROUPS = 100


class PolicyError(LedgerError):
    """Not a policy that can be used."""


@dataclass(frozen=True)
class Group:
    """Counts as one witness when at least `threshold` of its members, witnesses or groups, agree."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """Whom the reader of a receipt trusts. Names of witnesses and groups mean nothing outside it.

    `compromised` says of some of `logs` since when they may have been in other hands.
    """

    logs: tuple[VerifierKey, ...]
    witnesses: dict[str, VerifierKey] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = NO_QUORUM
    compromised: Mapping[VerifierKey, datetime] = field(default_factory=dict)

    def quorum_is_met(self, signed_by: Collection[VerifierKey]) -> bool:
        """Whether these keys are witnesses enough. A quorum of none is met by nobody at all."""
        return self.quorum == NO_QUORUM or self._agrees(self.quorum, signed_by)

    def _agrees(self, name: str, signed_by: Collection[VerifierKey]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name] in signed_by
        group = self.groups[name]
        return sum(self._agrees(member, signed_by) for member in group.members) >= group.threshold

    def __str__(self) -> str:
        lines = [f"log {key}" for key in self.logs]
        lines += [
            f"# {COMPROMISED} {key} {at.astimezone(UTC).strftime(TIME_FORMAT)}"
            for key, at in self.compromised.items()
        ]
        lines += [f"witness {name} {key}" for name, key in self.witnesses.items()]
        lines += [
            f"group {name} {group.threshold} {' '.join(group.members)}" for name, group in self.groups.items()
        ]
        return "\n".join([*lines, f"quorum {self.quorum}"]) + "\n"


def parse_policy(content: bytes) -> Policy:
    """Reads a policy file. Raises only `PolicyError`, with the number of the line at fault."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise PolicyError("The policy is not UTF-8 text.") from None
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.replace("\t", " ").split(" ")
        words = [word for word in words if word]
        if not words or (words[0].startswith("#") and words[:2] != ["#", COMPROMISED]):
            continue
        try:
            reader.read(words)
        except (NoteError, PolicyError) as refused:
            raise PolicyError(f"Line {number} of the policy: {refused}") from None
    if reader.quorum is None:
        raise PolicyError("The policy has no quorum line.")
    return Policy(
        tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum, compromised=reader.compromised
    )


class _Reader:
    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self.compromised: dict[VerifierKey, datetime] = {}
        self._members: set[str] = set()

    def read(self, words: list[str]) -> None:
        match words:
            case ["log", key] | ["log", key, _]:
                self._read_log(parse_verifier_key(key))
            case ["witness", name, key] | ["witness", name, key, _]:
                self._read_witness(name, parse_verifier_key(key))
            case ["group", name, threshold, _, *_]:
                self._read_group(name, threshold, tuple(words[3:]))
            case ["quorum", name]:
                self._read_quorum(name)
            case ["#", _, key, time]:
                self._read_compromised(parse_verifier_key(key), time)
            case _:
                raise PolicyError(f"{words[0]!r} is not understood here.")

    def _read_log(self, key: VerifierKey) -> None:
        if key.kind is not ED25519:
            raise PolicyError("a log's key must be an Ed25519 key.")
        if any(known.public_key == key.public_key for known in self.logs):
            raise PolicyError("this log's key stands there already.")
        self.logs.append(key)

    def _read_compromised(self, key: VerifierKey, time: str) -> None:
        if key not in self.logs:
            raise PolicyError("this log's key has not been named above.")
        try:
            found = datetime.strptime(time, TIME_FORMAT).replace(tzinfo=UTC)
        except ValueError:
            found = None
        # strptime reads other spellings too.
        if found is None or found.strftime(TIME_FORMAT) != time:
            raise PolicyError(f"{time!r} is not a time like 2026-11-20T00:00:00Z.")
        self.compromised[key] = found

    def _read_witness(self, name: str, key: VerifierKey) -> None:
        self._check_new(name)
        if key.kind is not COSIGNATURE:
            raise PolicyError("a witness's key must be a cosignature key.")
        # One key under two names would count twice: the signature does not say which of them gave it.
        if any(known.public_key == key.public_key for known in self.witnesses.values()):
            raise PolicyError("this witness's key stands there already.")
        self.witnesses[name] = key

    def _read_group(self, name: str, threshold: str, members: tuple[str, ...]) -> None:
        self._check_new(name)
        if len(self.groups) == MOST_GROUPS:
            raise PolicyError(f"more than {MOST_GROUPS} groups are not read.")
        for member in members:
            if member not in self.witnesses and member not in self.groups:
                raise PolicyError(f"{member!r} has not been named above.")
            if member in self._members:
                raise PolicyError(f"{member!r} is in a group already.")
            self._members.add(member)
        needed = {"any": 1, "all": len(members)}.get(threshold)
        if needed is None:
            needed = (
                int(threshold) if threshold.isascii() and threshold.isdigit() and len(threshold) < 9 else 0
            )
        if not 1 <= needed <= len(members):
            raise PolicyError(f"{threshold!r} is not a number of its members.")
        self.groups[name] = Group(needed, members)

    def _read_quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise PolicyError("there is a quorum line already.")
        if name != NO_QUORUM and name not in self.witnesses and name not in self.groups:
            raise PolicyError(f"{name!r} has not been named above.")
        self.quorum = name

    def _check_new(self, name: str) -> None:
        if name == NO_QUORUM or name in self.witnesses or name in self.groups:
            raise PolicyError(f"the name {name!r} is taken.")
