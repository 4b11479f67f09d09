"""How the matrix makes the record behind an address: through the real services, by people of the matrix."""

from __future__ import annotations

from collections.abc import Mapping

from allauth.mfa.models import Authenticator
from tests.architecture.rows import NO_ROLE, Made, Who

from aboveboard.people.models import Person


def a_link_that_is_too_old(people: Mapping[Who, Person]) -> Made:
    return Made(kwargs={"uidb36": "1", "key": "no-such-key"})


def a_passkey(people: Mapping[Who, Person]) -> Made:
    owner = people[NO_ROLE]
    passkey, _ = Authenticator.objects.get_or_create(
        user=owner.user,
        type=Authenticator.Type.WEBAUTHN,
        defaults={"data": {"name": "Phone", "credential": {}}},
    )
    return Made(kwargs={"pk": passkey.pk})
