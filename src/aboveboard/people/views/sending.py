"""What a page was sent, and where it may go on to."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, empty or not; None when it is only shown."""
    return request.POST if request.method == "POST" else None


def next_address(request: HttpRequest, *, otherwise: str) -> str:
    """Where the form wants to go on, if that is a page of ours."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else otherwise
