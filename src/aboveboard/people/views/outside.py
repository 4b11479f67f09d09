"""Proof outside the trust: the newest checkpoint for everybody, and who is sent it or cosigns it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.ledger.publishing import get_latest_checkpoint
from aboveboard.people.forms.outside import AddressForm, FarewellForm, NeededForm, WitnessForm
from aboveboard.people.forms.settings import ReasonForm
from aboveboard.people.selectors.outside import get_address, get_outside, get_witness
from aboveboard.people.services.checkpoint_letters import CHECKPOINT_LETTER, mail_checkpoints_now
from aboveboard.people.services.decisions import OUTSIDE_KINDS
from aboveboard.people.services.outside import (
    add_checkpoint_address,
    ask_witnesses_again,
    change_witnesses_needed,
    choose_witness,
    dismiss_witness,
    remove_checkpoint_address,
)
from aboveboard.people.views.administration import ADMINISTRATORS
from aboveboard.people.views.sending import sent
from aboveboard.rules.access import Anyone
from aboveboard.rules.errors import WrongState
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in

PLAIN = "text/plain; charset=utf-8"


@access(Anyone())
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponseBase:
    """What was signed last, as it was signed. Nothing is signed here: the worker does that within a second or two."""
    latest = get_latest_checkpoint()
    if latest is None:
        words = "There is no checkpoint here: nothing has been filed in this ledger yet.\n"
        return HttpResponse(words, content_type=PLAIN, status=404)
    response = HttpResponse(latest.note, content_type=PLAIN)
    # Short, for the next one may come at any moment; long enough that a crowd costs the database nothing.
    response["Cache-Control"] = "public, max-age=10"
    response["Content-Disposition"] = 'inline; filename="checkpoint.txt"'
    response["ETag"] = f'"{hashlib.sha256(latest.note.encode()).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@access(ADMINISTRATORS)
@require_safe
def outside(request: HttpRequest) -> HttpResponse:
    found = get_outside(actor=signed_in(request), letter=CHECKPOINT_LETTER, kinds=OUTSIDE_KINDS)
    return render(request, "people/outside.html", {"outside": found})


def _change(
    request: HttpRequest,
    form: BaseForm,
    *,
    heading: str,
    submit: str,
    act: Callable[[dict[str, Any]], str],
    check: Callable[[dict[str, Any]], Sequence[tuple[str, str]]] | None = None,
) -> HttpResponse:
    """Ask, show what was typed (`check`: question, answer) before it counts, then do it. `act` says what was done."""
    step = request.POST.get("step", "")
    context: dict[str, Any] = {
        "form": form,
        "heading": heading,
        "back": reverse("people:outside"),
        "submit": submit,
    }
    if request.method == "POST" and form.is_valid() and step != "change":
        if check and step != "confirm":
            typed = [(name, form.data.get(name, "")) for name in form.fields]
            context |= {"rows": check(form.cleaned_data), "typed": typed, "form": None}
            return render(request, "people/outside_check.html", context)
        try:
            done = act(form.cleaned_data)
        except WrongState as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("people:outside"))
    return render(request, "web/question.html", context | ({"submit": "Go on"} if check else {}))


@access(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def add_address(request: HttpRequest) -> HttpResponse:
    def act(values: dict[str, Any]) -> str:
        add_checkpoint_address(actor=signed_in(request), now=clock.now(), **values)
        return "They are on the list. The first checkpoint goes to them tomorrow morning, or when you send it now."

    return _change(
        request,
        AddressForm(sent(request)),
        heading="Send checkpoints to somebody",
        submit="Put them on the list",
        act=act,
        check=lambda values: [
            ("Who", values["name"]),
            ("E-mail address", values["address"]),
            ("Why", values["reason"]),
        ],
    )


@access(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def remove_address(request: HttpRequest, address_id: int) -> HttpResponse:
    name, _ = get_address(actor=signed_in(request), address_id=address_id)

    def act(values: dict[str, Any]) -> str:
        remove_checkpoint_address(
            actor=signed_in(request), now=clock.now(), address_id=address_id, reason=values["reason"]
        )
        return "They get no more checkpoints. We have written to them to say so, with your reason."

    heading = f"Stop sending checkpoints to {name}?"
    return _change(request, FarewellForm(sent(request)), heading=heading, submit="Stop sending", act=act)


@access(ADMINISTRATORS)
@require_POST
def send_now(request: HttpRequest) -> HttpResponse:
    try:
        count = mail_checkpoints_now(actor=signed_in(request), now=clock.now())
    except WrongState as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(
            request, f"The checkpoint is on its way to {count} {'address' if count == 1 else 'addresses'}."
        )
    return HttpResponseRedirect(reverse("people:outside"))


@access(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def add_witness(request: HttpRequest) -> HttpResponse:
    def act(values: dict[str, Any]) -> str:
        choose_witness(actor=signed_in(request), now=clock.now(), **values)
        return "The witness is asked from now on."

    return _change(
        request,
        WitnessForm(sent(request)),
        heading="Add a witness",
        submit="Add the witness",
        act=act,
        check=lambda values: [
            ("Key", values["verifier_key"]),
            ("Address", values["url"]),
            ("Why", values["reason"]),
        ],
    )


@access(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def remove_witness(request: HttpRequest, witness_id: int) -> HttpResponse:
    witness = get_witness(actor=signed_in(request), witness_id=witness_id)

    def act(values: dict[str, Any]) -> str:
        dismiss_witness(
            actor=signed_in(request), now=clock.now(), witness_id=witness_id, reason=values["reason"]
        )
        return "The witness is asked no longer. What it has signed stays."

    heading = f"Ask {witness.key.name} no longer?"
    return _change(request, ReasonForm(sent(request)), heading=heading, submit="Remove the witness", act=act)


@access(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def witnesses_needed(request: HttpRequest) -> HttpResponse:
    found = get_outside(actor=signed_in(request), letter=CHECKPOINT_LETTER, kinds=())

    def act(values: dict[str, Any]) -> str:
        change_witnesses_needed(actor=signed_in(request), now=clock.now(), **values)
        return "It is changed, for receipts that are given out from now on."

    form = NeededForm(sent(request), witnesses=len(found.witnesses), needed=found.needed)
    return _change(request, form, heading="How many must sign", submit="Change it", act=act)


@access(ADMINISTRATORS)
@require_POST
def ask_again(request: HttpRequest) -> HttpResponse:
    ask_witnesses_again(actor=signed_in(request), now=clock.now())
    messages.success(request, "The witnesses are asked again within a minute.")
    return HttpResponseRedirect(reverse("people:outside"))
