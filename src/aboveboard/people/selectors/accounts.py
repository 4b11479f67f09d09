"""What somebody sees of their own account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator

from aboveboard.people.models import Engagement, RoleHolding, User
from aboveboard.people.selectors.actors import in_force_on
from aboveboard.people.selectors.trust import get_trust
from aboveboard.rules.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role in force, in the trust's own words. `where` is the school's name or "the whole trust"."""

    label: str
    where: str
    deputy: bool
    until_on: date | None


@dataclass(frozen=True, slots=True)
class AccountPage:
    """`work` are the jobs in force: (job title, where)."""

    name: str
    email: str
    work: tuple[tuple[str, str], ...]
    roles: tuple[HeldRole, ...]
    has_password: bool
    has_authenticator_app: bool
    passkeys: int


def get_account(actor: Actor, *, on: date) -> AccountPage:
    """The actor's own account; nobody else's can be asked for. Raises User.DoesNotExist without one."""
    user = User.objects.get(person_id=actor.person_id)
    labels = get_trust().labels
    holdings = RoleHolding.objects.filter(in_force_on(on), person_id=actor.person_id).select_related("school")
    jobs = Engagement.objects.filter(in_force_on(on), person_id=actor.person_id).select_related("school")
    authenticators = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return AccountPage(
        name=actor.name,
        email=user.email,
        work=tuple((job.job_title or "Member of staff", _where(job.school)) for job in jobs),
        roles=tuple(
            HeldRole(_capital(labels[Role(held.role)]), _where(held.school), held.deputy, held.until_on)
            for held in holdings
        ),
        has_password=user.has_usable_password(),
        has_authenticator_app=Authenticator.Type.TOTP in authenticators,
        passkeys=authenticators.count(Authenticator.Type.WEBAUTHN),
    )


def _where(school: object | None) -> str:
    return "the whole trust" if school is None else str(school)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
