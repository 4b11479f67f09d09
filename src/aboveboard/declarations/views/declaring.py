"""The journey of a declaration: start, one page a step, check and sign, confirmation."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.declarations.forms.asking import read_typed
from aboveboard.declarations.forms.declaring import Bound, Journey, bind, show, walk
from aboveboard.declarations.forms.steps import STEPS, Mode, StartForm
from aboveboard.declarations.forms.table import PREFIX
from aboveboard.declarations.selectors.asking import Asking, find_alert, get_asking, list_contacts
from aboveboard.declarations.selectors.own import DraftPage, get_my_draft, list_my_drafts, list_signed_with
from aboveboard.declarations.services.alert import raise_child_at_risk_alert
from aboveboard.declarations.services.drafts import (
    discard_draft,
    save_answers,
    start_amendment,
    start_draft,
)
from aboveboard.declarations.services.prepare import Prepared
from aboveboard.declarations.services.preview import Recipient, preview_recipients
from aboveboard.declarations.services.signing import Signature
from aboveboard.declarations.services.submit import ask_from_draft, sign_draft
from aboveboard.ledger.filing import Filed, make_reference
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.receipts import receipt
from aboveboard.people.forms.signing import SigningForm
from aboveboard.people.selectors.trust import get_trust
from aboveboard.people.step_up import begin_step_up, step_up_context
from aboveboard.rules.access import STAFF
from aboveboard.rules.actor import Actor
from aboveboard.rules.errors import NotFound
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in

logger = logging.getLogger(__name__)

ALERT = "alert_reference"
"""The answer of a draft under which an alert about it is raised, so that pressing twice raises one."""


@access(STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    form = StartForm(request.POST) if request.method == "POST" else StartForm(initial=request.GET.dict())
    if form.is_bound and form.is_valid():
        answers = {"mode": [form.cleaned_data["mode"]]}
        if form.cleaned_data["mode"] == Mode.APPROACH:
            answers |= {"kinds": ["pupil"], "stage": ["they_asked"]}
        return _begin(request, answers)
    context = {"form": form, "drafts": list_my_drafts(actor)}
    return render(request, "declarations/declaring/start.html", context)


@access(STAFF)
@require_POST
def declare_from_answers(request: HttpRequest) -> HttpResponse:
    """From "Can I ...?": the answers come along, so that nothing is asked twice."""
    return _begin(request, {"mode": [Mode.ONE.value], **read_typed(request.POST)})


@access(STAFF)
@require_POST
def amend(request: HttpRequest, reference: str) -> HttpResponse:
    draft = start_amendment(actor=signed_in(request), reference=reference, now=clock.now())
    return _go_on(request, draft.pk)


def _begin(request: HttpRequest, answers: dict[str, list[str]]) -> HttpResponse:
    draft = start_draft(
        actor=signed_in(request), now=clock.now(), answers={**answers, ALERT: [make_reference()]}
    )
    return _go_on(request, draft.pk)


# One draft ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Open:
    """A draft as it stands, read."""

    actor: Actor
    now: datetime
    draft: DraftPage
    asking: Asking
    journey: Journey

    @property
    def school_id(self) -> int | None:
        """The school whose people receive it."""
        return self.asking.school_id(self.journey.school)

    def prepared(self) -> tuple[Prepared, ...]:
        """What each of the cases comes to."""
        trust = get_trust()
        school_id = self.school_id
        return tuple(told.prepared(school_id=school_id, trust=trust) for told in self.journey.told())

    def recipients(self, *, leave_out: frozenset[int]) -> tuple[Recipient, ...]:
        """Who will receive what is declared."""
        return preview_recipients(
            actor=self.actor,
            relationships=[each.entry.relationship for each in self.prepared() if each.entry],
            leave_out=leave_out,
            amends=self.draft.amends,
            now=self.now,
        )


def _open(request: HttpRequest, draft_id: int) -> Open:
    actor, now = signed_in(request), clock.now()
    draft = get_my_draft(actor, draft_id)
    asking = get_asking(actor, now=now)
    return Open(actor, now, draft, asking, walk(draft.typed, asking.case, asking.choices))


def _go_on(request: HttpRequest, draft_id: int) -> HttpResponse:
    return redirect(_address_of(_open(request, draft_id).journey, draft_id))


def _address_of(journey: Journey, draft: int) -> str:
    if journey.step:
        return reverse("declarations:declare_step", kwargs={"draft": draft, "step": journey.step})
    return reverse("declarations:check", kwargs={"draft": draft})


@access(STAFF)
@require_safe
def draft(request: HttpRequest, draft: int) -> HttpResponse:
    """Resume where it stopped."""
    return _go_on(request, draft)


@access(STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, draft: int, step: str) -> HttpResponse:
    opened = _open(request, draft)
    if step not in STEPS:
        raise NotFound
    if step not in opened.journey.asked:
        return redirect(_address_of(opened.journey, draft))
    people = _choices(opened) if step == "recipients" else ()
    if request.method != "POST":
        return _step_page(request, opened, step, show(opened.journey, step, people=people))
    typed = STEPS[step].typed_in(request.POST)
    go = request.POST.get("go", "")
    if go == "at_risk":
        typed["child_at_risk"] = ["yes"]
    if go == "add":
        typed[f"{PREFIX}-TOTAL_FORMS"] = [str(_lines(typed) + 1)]
    cleared: dict[str, list[str]] = {
        name: [] for name in opened.draft.typed if name in STEPS[step].names and name not in typed
    }
    saved = save_answers(
        actor=opened.actor,
        draft_id=draft,
        version=_number(request.POST.get("version", "")),
        answers={**cleared, **typed},
        now=opened.now,
    )
    if go in ("add", "show", "at_risk"):
        here = reverse("declarations:declare_step", kwargs={"draft": draft, "step": step})
        return redirect(f"{here}#more" if go == "add" else here)
    answered = walk(saved.answers, opened.asking.case, opened.asking.choices)
    if answered.step == step:
        opened = _open(request, draft)
        return _step_page(request, opened, step, bind(opened.journey, step, typed, people=people))
    return redirect(_address_of(answered, draft))


def _step_page(request: HttpRequest, opened: Open, key: str, bound: Bound) -> HttpResponse:
    before = opened.journey.before(key)
    context = {
        "draft": opened.draft,
        "step": STEPS[key],
        "mode": opened.journey.mode.value,
        "form": bound.form,
        "formset": bound.rows,
        "child": opened.journey.child,
        "back": reverse("declarations:declare_step", kwargs={"draft": opened.draft.id, "step": before})
        if before
        else reverse("declarations:declare"),
        **_safety(opened),
    }
    if key == "recipients":
        context["recipients"] = opened.recipients(leave_out=opened.journey.leave_out)
        context["questions"] = [each for each in opened.prepared() if each.asks]
    return render(request, f"declarations/declaring/{_TEMPLATES.get(key, 'step')}.html", context)


_TEMPLATES = {"people": "people", "recipients": "recipients"}


def _choices(opened: Open) -> tuple[tuple[str, str], ...]:
    """Who can be left out: those who would receive it, and those left out already."""
    found = {each.person_id: each for each in opened.recipients(leave_out=frozenset())}
    found |= {each.person_id: each for each in opened.recipients(leave_out=opened.journey.leave_out)}
    return tuple((str(each.person_id), f"{each.name}, {each.role}") for each in found.values())


def _safety(opened: Open) -> dict[str, Any]:
    """Whom to tell now, and who has been told; nothing while no child may be at risk. Source: guidance S4.3."""
    if not opened.journey.child_at_risk:
        return {}
    return {
        "at_risk": True,
        "contacts": list_contacts(opened.actor, school_id=opened.school_id, now=opened.now),
        "alerted": find_alert(opened.actor, _alert_reference(opened)),
        "alert_address": reverse("declarations:declare_alert", kwargs={"draft": opened.draft.id}),
    }


def _alert_reference(opened: Open) -> str:
    return (list(opened.draft.typed.get(ALERT, ())) or [""])[-1]


@access(STAFF)
@require_POST
def alert(request: HttpRequest, draft: int) -> HttpResponse:
    """Really tell somebody; the page then goes on where it was."""
    opened = _open(request, draft)
    raise_child_at_risk_alert(
        actor=opened.actor,
        now=opened.now,
        reference=_alert_reference(opened),
        school_id=opened.school_id,
    )
    return _go_on(request, draft)


@access(STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, draft: int) -> HttpResponse:
    actor = signed_in(request)
    if request.method == "POST":
        discard_draft(actor=actor, draft_id=draft, now=clock.now())
        return redirect("declarations:declare")
    return render(request, "declarations/declaring/delete.html", {"draft": get_my_draft(actor, draft)})


# Check, sign, and after ---------------------------------------------------------------------------


@access(STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, draft: int) -> HttpResponse:
    try:
        opened = _open(request, draft)
    except NotFound:
        # Signed already: sent twice, or come back to with the back button.
        list_signed_with(signed_in(request), draft)
        return redirect("declarations:done", draft=draft)
    if opened.journey.step:
        return redirect(_address_of(opened.journey, draft))
    prepared = opened.prepared()
    entries = [each.entry for each in prepared if each.entry]
    asked = [each.question for each in prepared if each.question]
    form: SigningForm | None = None
    if entries:
        if request.method != "POST":
            begin_step_up(request, now=opened.now)
        form = SigningForm(
            *([request.POST] if request.method == "POST" else []),
            request=request,
            actor=opened.actor,
            now=opened.now,
        )
        if form.is_bound and form.is_valid():
            sign_draft(
                actor=opened.actor,
                draft_id=draft,
                entries=entries,
                asked=asked,
                seen=request.POST.get("seen", "").split(),
                signature=Signature(form.cleaned_data["typed_name"], form.step_up.method.value),
                leave_out=opened.journey.leave_out,
                now=opened.now,
            )
            return redirect("declarations:done", draft=draft)
    elif asked and request.method == "POST":
        filed = ask_from_draft(
            actor=opened.actor,
            draft_id=draft,
            asked=asked,
            leave_out=opened.journey.leave_out,
            now=opened.now,
        )
        return redirect("declarations:question", reference=filed[0].reference)
    context = {
        "draft": opened.draft,
        "journey": opened.journey,
        "prepared": prepared,
        "matters": {each.matter.value for each in prepared if each.entry and each.matter},
        "statements": list(dict.fromkeys(entry.shown.statement for entry in entries)),
        "questions": [each for each in prepared if each.asks],
        "recipients": opened.recipients(leave_out=opened.journey.leave_out),
        "seen": " ".join(entry.seen for entry in entries),
        "form": form,
        "asks_only": bool(asked) and not entries,
        "rows": _rows(opened),
        "back": reverse("declarations:declare_step", kwargs={"draft": draft, "step": "recipients"}),
        **_safety(opened),
        **step_up_context(request, opened.now),
    }
    return render(request, "declarations/declaring/check.html", context)


def _rows(opened: Open) -> list[tuple[str, str, str]]:
    """What was answered, as (step, question, answer)."""
    return opened.journey.summary(dict(opened.asking.choices))


@access(STAFF)
@require_safe
def done(request: HttpRequest, draft: int) -> HttpResponse:
    signed = list_signed_with(signed_in(request), draft)
    context = {"signed": signed, "receipts": _receipts_are_ready([each.reference for each in signed])}
    return render(request, "declarations/declaring/done.html", context)


def _receipts_are_ready(references: list[str]) -> bool:
    """Sign what covers them, now that they are committed. What is filed stays filed when that fails."""
    try:
        for reference in references:
            receipt(Filed(reference))
    except (LedgerError, OSError):
        logger.exception("A receipt could not be signed yet.")
        return False
    return True


def _lines(typed: dict[str, list[str]]) -> int:
    return _number((typed.get(f"{PREFIX}-TOTAL_FORMS") or ["3"])[-1]) or 3


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
