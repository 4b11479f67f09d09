"""Showing that it is you, again, just before signing: our own, because allauth's check passes those without a method.

A password, authenticator app or passkey used afresh on allauth's own pages counts for five minutes; a fresh code,
sent by e-mail and typed beside the name, counts for one signature. Who has no method cannot sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.http import urlencode

from aboveboard.people.demo.personas import MAIL_DOMAIN

_KEY = "step_up"
_SALT = "aboveboard.people.step_up"
_COUNTS_FOR = timedelta(minutes=5)
_CODE_LASTS = timedelta(minutes=10)
_TRIES = 5
_SENDS = 5


class Method(StrEnum):
    """How somebody showed that it was them; kept with the record of signing."""

    PASSWORD = "password"  # noqa: S105
    AUTHENTICATOR_APP = "authenticator_app"
    PASSKEY = "passkey"
    EMAILED_CODE = "emailed_code"
    DEMO_CODE = "demo_code"


METHOD_WORDS: dict[Method, str] = {
    Method.PASSWORD: "your password",
    Method.AUTHENTICATOR_APP: "your authenticator app",
    Method.PASSKEY: "your passkey",
    Method.EMAILED_CODE: "a code sent to your e-mail address",
    Method.DEMO_CODE: "a code shown by the demo",
}


@dataclass(frozen=True, slots=True)
class StepUp:
    """Proof that the person at the keyboard is the one who signed in: by what, and when (aware)."""

    method: Method
    at: datetime


def needs_step_up(request: HttpRequest, now: datetime) -> bool:
    """True unless a password, authenticator app or passkey was used afresh in the last five minutes."""
    return get_step_up(request, now) is None


def get_step_up(request: HttpRequest, now: datetime) -> StepUp | None:
    """The newest re-authentication that still counts. Signing in is not one: it may have been anybody's, hours ago."""
    for record in reversed(get_authentication_records(request, request.user)):
        method = _method_of(record)
        at = datetime.fromtimestamp(record["at"], UTC)
        if record.get("reauthenticated") and method and now - at < _COUNTS_FOR:
            return StepUp(method, at)
    return None


def _method_of(record: dict[str, Any]) -> Method | None:
    # A recovery code lets somebody in who has lost their phone; it does not sign for them.
    return {
        ("password", None): Method.PASSWORD,
        ("mfa", "totp"): Method.AUTHENTICATOR_APP,
        ("mfa", "webauthn"): Method.PASSKEY,
    }.get((record["method"], record.get("type")))


def list_methods(request: HttpRequest) -> tuple[str, ...]:
    """The ways open to the person signed in, as allauth's address names and `code`; empty means no signing."""
    user = request.user
    if not user.is_authenticated:
        return ()
    flows = tuple(flow["id"] for flow in get_reauthentication_flows(user))
    return (*flows, "code") if user.email else flows


def begin_step_up(request: HttpRequest, *, now: datetime) -> None:
    """Call when somebody goes on to the page where they sign: sends the code to those who have no quicker way."""
    if needs_step_up(request, now) and list_methods(request) == ("code",) and not _live(request, now):
        send_code(request, now=now)


def send_code(request: HttpRequest, *, now: datetime) -> bool:
    """Send a fresh code, which replaces the one before. False when sent too often, or when there is no address."""
    if "code" not in list_methods(request):
        return False
    before = request.session.get(_KEY, {})
    recent = [at for at in before.get("sends", []) if now.timestamp() - at < _CODE_LASTS.total_seconds()]
    if len(recent) >= _SENDS:
        return False
    user: Any = request.user
    code = get_random_string(6, "0123456789")
    request.session[_KEY] = {
        "hash": _hash(code, user),
        "at": now.timestamp(),
        "tries": 0,
        "sends": [*recent, now.timestamp()],
        # Only the demo, where there is no e-mail to open, may show it.
        **({"shown": code} if _is_persona(user) else {}),
    }
    subject = render_to_string("account/email/step_up_code_subject.txt").strip()
    message = render_to_string("account/email/step_up_code_message.txt", {"code": code})
    send_mail(settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject, message, None, [user.email])
    return True


def check_code(request: HttpRequest, typed: str, *, now: datetime) -> bool:
    """True for the newest code while it lasts. A wrong try is counted; after five the code is dead."""
    state = _live(request, now)
    if state is None:
        return False
    if constant_time_compare(state["hash"], _hash("".join(typed.split()), request.user)):
        return True
    request.session[_KEY] = {**state, "tries": state["tries"] + 1}
    return False


def use_code(request: HttpRequest, *, now: datetime) -> StepUp:
    """The code has been checked and is used up: it signs once."""
    state = request.session[_KEY]
    request.session[_KEY] = {"sends": state["sends"]}
    return StepUp(Method.DEMO_CODE if "shown" in state else Method.EMAILED_CODE, now)


def step_up_context(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """What `people/step_up.html` needs: `{"step_up": ...}`."""
    done, state, methods = get_step_up(request, now), _live(request, now), list_methods(request)
    pages = [method for method in methods if method != "code"]
    return {
        "step_up": {
            "methods": methods,
            "shown_by": METHOD_WORDS[done.method] if done else "",
            "code_sent": state is not None,
            "email": getattr(request.user, "email", ""),
            "demo_code": (state or {}).get("shown", ""),
            "by_reauthentication": (
                f"{reverse(f'account_{pages[0]}' if pages[0] == 'reauthenticate' else pages[0])}?"
                f"{urlencode({'next': request.get_full_path()})}"
                if pages
                else ""
            ),
        }
    }


def _live(request: HttpRequest, now: datetime) -> dict[str, Any] | None:
    state: dict[str, Any] = request.session.get(_KEY, {})
    if "hash" not in state or state["tries"] >= _TRIES:
        return None
    return state if now.timestamp() - state["at"] < _CODE_LASTS.total_seconds() else None


def _hash(code: str, user: Any) -> str:
    return salted_hmac(_SALT, f"{user.pk}:{code}", algorithm="sha256").hexdigest()


def _is_persona(user: Any) -> bool:
    return bool(settings.DEMO) and user.email.endswith(f"@{MAIL_DOMAIN}")
