"""Who may enter a page at all. Whether they may see the record on it is each selector's `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass

from aboveboard.rules.actor import Actor, Requester, Role


@dataclass(frozen=True, slots=True)
class Allowed:
    """Go on."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """Stop, and why. `ground` is a code, `reason` a plain sentence that says what to do, `clause` the source if any."""

    ground: str
    reason: str
    clause: str | None = None

    def __bool__(self) -> bool:
        return False


Decision = Allowed | Refused

HAS_LEFT = Refused("left", "You no longer work here, so you see your own file and nothing else.")
SIGN_IN = Refused("sign_in", "Sign in to go on.")
NOT_HERE = Refused("not_here", "There is no such page, or it is not for you.")


@dataclass(frozen=True, slots=True)
class Anyone:
    """A page the whole world may read."""

    def admits(self, requester: Requester) -> Decision:
        return Allowed()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Anybody who has signed in, whatever they hold; `leavers` too on pages for those who fetch what is theirs."""

    leavers: bool = False

    def admits(self, requester: Requester) -> Decision:
        if not isinstance(requester, Actor):
            return SIGN_IN
        return Allowed() if self.leavers or not requester.has_left else HAS_LEFT


class Holds:
    """Anybody who holds one of these roles at any scope. To everyone else the page does not exist."""

    __slots__ = ("roles",)

    def __init__(self, *roles: Role) -> None:
        self.roles = roles

    def __repr__(self) -> str:
        return f"Holds({', '.join(role.name for role in self.roles)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Holds) and self.roles == other.roles

    def __hash__(self) -> int:
        return hash(self.roles)

    def admits(self, requester: Requester) -> Decision:
        if not isinstance(requester, Actor):
            return SIGN_IN
        return Allowed() if requester.holds(*self.roles) else NOT_HERE


AccessRule = Anyone | SignedIn | Holds

STAFF = Holds(Role.STAFF_MEMBER)
