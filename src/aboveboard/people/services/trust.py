"""The trust itself, its schools and its staff: what an administrator keeps until a roster does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify

from aboveboard.ledger.filing import Filed, filing
from aboveboard.people.models import Engagement, Person, School, Trust, User
from aboveboard.people.selectors.trust import ROLE_WORDS
from aboveboard.people.services.decisions import SCHOOL_ADDED, STAFF_ADDED, TRUST_CHANGED, record_decision
from aboveboard.rules.actor import AnyActor, Role
from aboveboard.rules.administration import may_administer
from aboveboard.rules.errors import NotFound, WrongState, require
from aboveboard.rules.relationships.facts import Category


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who may now sign in. `link` lets them choose a password, once, for three days."""

    filed: Filed
    person_id: int
    link: str


def change_trust(
    *,
    actor: AnyActor,
    now: datetime,
    name: str,
    hr_email: str = "",
    data_protection_email: str = "",
    labels: Mapping[Role, str] | None = None,
    leavers_days: int | None = None,
) -> Filed:
    """Set the trust's name, mailboxes and its own words for roles; made when there is none. Raises NotAllowed."""
    require(may_administer(actor))
    own_words = {
        role.value: words.strip()
        for role, words in (labels or {}).items()
        if words.strip() and words.strip() != ROLE_WORDS[role]
    }
    values: dict[str, Any] = {
        "name": name.strip(),
        "hr_email": hr_email,
        "data_protection_email": data_protection_email,
        "labels": own_words,
    }
    if leavers_days is not None:
        values["leavers_days"] = leavers_days
    with filing(actor=actor, now=now) as current:
        Trust.objects.update_or_create(pk=1, defaults=values)
        return record_decision(
            filing=current, kind=TRUST_CHANGED, words=f"The trust is {values['name']}", content=values
        )


def add_school(*, actor: AnyActor, now: datetime, name: str, phase: str = "", telephone: str = "") -> School:
    """Add a school; its key is made from its name. Raises NotAllowed, or WrongState for a name there is already."""
    require(may_administer(actor))
    key = slugify(name, allow_unicode=False)[:40] or "school"
    with filing(actor=actor, now=now) as current:
        if School.objects.filter(key=key).exists():
            raise WrongState("There is a school of this name already.")
        school = School.objects.create(key=key, name=name.strip(), phase=phase, telephone=telephone)
        record_decision(
            filing=current,
            kind=SCHOOL_ADDED,
            words=f"{school} joined the trust",
            content={"school": school.key, "name": school.name},
        )
        return school


def add_member_of_staff(
    *,
    actor: AnyActor,
    now: datetime,
    given_name: str,
    family_name: str,
    email: str,
    school_id: int | None,
    category: Category,
    job_title: str,
    from_on: date,
    invite: bool = True,
) -> Invited:
    """Add somebody who works at a school (None: for the central team), and invite them by e-mail.

    Raises NotAllowed, NotFound, or WrongState when somebody has that address.
    """
    require(may_administer(actor))
    if school_id is not None and not School.objects.filter(pk=school_id).exists():
        raise NotFound
    address = User.objects.normalize_email(email.strip())
    with filing(actor=actor, now=now) as current:
        if User.objects.filter(email__iexact=address).exists():
            raise WrongState("Somebody here has this e-mail address already.")
        person = Person.objects.create(
            given_name=given_name.strip(), family_name=family_name.strip(), email=address
        )
        Engagement.objects.create(
            person=person, school_id=school_id, category=category, job_title=job_title, from_on=from_on
        )
        user = User.objects.create_user(email=address, person=person)
        filed = record_decision(
            filing=current,
            kind=STAFF_ADDED,
            words=f"{person} was added",
            about=person,
            content={"person": person.reference, "category": category, "from_on": from_on.isoformat()},
        )
        if invite:
            current.after_commit(lambda: send_invitation(user))
    return Invited(filed, person.pk, _sign_in_link(user))


def _sign_in_link(user: User) -> str:
    """An address at which `user` chooses a password. Whoever has it can be them, so tell it to them alone."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return settings.PUBLIC_ADDRESS + path.replace("UID-KEY", key)


def send_invitation(user: User) -> None:
    """Tell somebody by e-mail that they may sign in. Call it after the commit; what fails is not tried again."""
    context = {
        "trust": Trust.objects.values_list("name", flat=True).first() or "Your trust",
        "sign_in_url": settings.PUBLIC_ADDRESS + reverse("account_request_login_code"),
    }
    send_mail(
        settings.ACCOUNT_EMAIL_SUBJECT_PREFIX
        + render_to_string("account/email/invitation_subject.txt").strip(),
        render_to_string("account/email/invitation_message.txt", context),
        None,
        [user.email],
        fail_silently=True,
    )
