"""Every address carries a rule that says who may enter. What they see inside is each selector's `visible_to`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver
from django.utils.http import url_has_allowed_host_and_scheme

from aboveboard.rules.access import HAS_LEFT, NOT_HERE, SIGN_IN, AccessRule, Refused
from aboveboard.rules.actor import Actor, Requester, Visitor
from aboveboard.web import errors

View = Callable[..., HttpResponseBase]
Included = tuple[Any, str | None, str | None]

NOT_SAVED = "You are signed out. If you were sending a form, it was not saved. Sign in and send it again."


def requester(request: HttpRequest) -> Requester:
    """Who asks: `request.actor`, set by the people room; somebody unknown is a visitor."""
    return getattr(request, "actor", None) or Visitor()


def signed_in(request: HttpRequest) -> Actor:
    """Who asks, on a page whose rule admits only people who have signed in."""
    who = requester(request)
    assert isinstance(who, Actor), "a page for everyone asked for somebody signed in"
    return who


def access(rule: AccessRule) -> Callable[[View], View]:
    """Admit to a view only whom `rule` admits. Works on functions and on `SomeView.as_view()`."""

    def declare(view: View) -> View:
        @wraps(view)
        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            decision = rule.admits(requester(request))
            if isinstance(decision, Refused):
                return refuse(request, decision)
            return view(request, *args, **kwargs)

        entered.access = rule  # type: ignore[attr-defined]
        return entered

    return declare


def refuse(request: HttpRequest, refused: Refused) -> HttpResponseBase:
    """The page for a refusal: sign-in, "not found" by the path of what does not exist, or "not allowed".

    Leavers are led to what is left to them.
    """
    if refused == SIGN_IN:
        came_for = request.get_full_path()
        if request.method not in ("GET", "HEAD"):
            came_for = _page_with_the_form(request)
            messages.info(request, NOT_SAVED, fail_silently=True)
        query = f"?{urlencode({'next': came_for})}" if came_for else ""
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}{query}")
    if refused == HAS_LEFT:
        return HttpResponseRedirect(resolve_url(settings.LEAVERS_PAGE))
    if refused == NOT_HERE:
        return errors.page_not_found(request)
    return errors.forbidden(request, refused=refused)


def _page_with_the_form(request: HttpRequest) -> str:
    came_from = request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return urlsplit(came_from).path if ours else ""


def guarded(
    included: Included, rule: AccessRule, *, but: Mapping[str, AccessRule | None] | None = None
) -> Included:
    """Give every address of an included package `rule`; `but` names those with another, or None to leave one out.

    `path("accounts/", guarded(include("allauth.urls"), Anyone(), but={"account_signup": None}))`
    """
    module, app_name, namespace = included
    exceptions = dict(but or {})
    used: set[str] = set()
    listed: Any = getattr(module, "urlpatterns", module)
    patterns = _guarded_patterns(listed, rule, exceptions, used)
    if unknown := set(exceptions) - used:
        raise ImproperlyConfigured(f"No address of {module!r} is named {', '.join(sorted(unknown))}.")
    return patterns, app_name, namespace


def _guarded_patterns(
    patterns: Sequence[URLPattern | URLResolver],
    rule: AccessRule,
    exceptions: Mapping[str, AccessRule | None],
    used: set[str],
) -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = _guarded_patterns(entry.url_patterns, rule, exceptions, used)
            found.append(
                URLResolver(entry.pattern, inner, entry.default_kwargs, entry.app_name, entry.namespace)
            )
            continue
        own = rule
        if entry.name and entry.name in exceptions:
            used.add(entry.name)
            exception = exceptions[entry.name]
            if exception is None:
                continue
            own = exception
        found.append(URLPattern(entry.pattern, access(own)(entry.callback), entry.default_args, entry.name))
    return found


class AccessMiddleware:
    """Belt and braces: a view that declares no rule answers nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: object, kwargs: object) -> None:
        if getattr(view, "access", None) is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__qualname__} carries no @access(...) rule.")
