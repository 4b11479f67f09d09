"""The duties of each answer: the duty table of rules.md, row by row."""

from collections.abc import Iterable

from aboveboard.rules.relationships.facts import Form, TieKind
from aboveboard.rules.relationships.situation import Bar, Situation
from aboveboard.rules.relationships.verdict import Duty, Outcome

PERMITTED = (
    Duty.DECLARE_TO_OPERATIONS_MANAGER,
    Duty.COPY_TO_SENIOR_LEADER,
    Duty.KEEP_ON_PERSONNEL_FILE,
    Duty.MODERATE_AUDIENCE,
)
REPORT_AND_KEEP = (
    Duty.RETAIN_COMMUNICATIONS,
    Duty.REPORT_TO_SENIOR_LEADERS,
    Duty.KEEP_ON_PERSONNEL_FILE,
)
CUTS_CONTACT = frozenset(
    {
        Duty.NO_CONTACT_UNTIL_ANSWERED,
        Duty.PAUSE_PRIVATE_MESSAGES,
        Duty.END_CONTACT,
        Duty.DECLINE,
        Duty.REJECT_PROFESSIONALLY,
    }
)
"""The duties that would leave a child without an answer; R1 takes them out."""

KEPT_UP_WHILE_ASKING = frozenset(
    {
        TieKind.FAMILY,
        TieKind.PARTNER,
        TieKind.CARER,
        TieKind.FRIEND,
        TieKind.FAMILY_FRIEND,
        TieKind.COMMUNITY,
        TieKind.CO_PARENT,
    }
)
"""Ties that need not fall silent while a question waits."""

DECLARABLE_WITH_PUPIL = KEPT_UP_WHILE_ASKING - {TieKind.CO_PARENT}
"""Ties with a pupil that are themselves declarable. Source: guidance S4.6."""

ASKER_MAY_NOT_BE_BOUND = frozenset({"R2", "R5"})
WORK_MATTER_ONLY = frozenset({"R10", "R11"})

ORDER = {duty: place for place, duty in enumerate(Duty)}


def duties_of(rule: str, outcome: Outcome, also: Iterable[Duty], s: Situation) -> list[Duty]:
    """The duties of an answer, in any order and before R1; `also` is what the rule itself adds."""
    return [*_ROWS[outcome](rule, s), *also, *_work_channel(rule, outcome, s)]


def without_cutting_contact(duties: Iterable[Duty]) -> list[Duty]:
    """R1: a child who may be at risk is not cut off; the safeguarding lead is told. Source: guidance S4.3, S12.2."""
    return [
        Duty.TELL_SAFEGUARDING_LEAD,
        Duty.KEEP_CHILD_SAFE_REPLY,
        Duty.RETAIN_COMMUNICATIONS,
        *(duty for duty in duties if duty not in CUTS_CONTACT),
    ]


def in_order(duties: Iterable[Duty]) -> tuple[Duty, ...]:
    """Each duty once, in the order of rules.md."""
    return tuple(sorted(set(duties), key=ORDER.__getitem__))


def _permitted_if_declared(rule: str, s: Situation) -> Iterable[Duty]:
    return PERMITTED


def _reject_and_report(rule: str, s: Situation) -> Iterable[Duty]:
    end_contact = (Duty.END_CONTACT,) if s.connected else ()
    return (*end_contact, Duty.REJECT_PROFESSIONALLY, *REPORT_AND_KEEP)


def _seek_advice(rule: str, s: Situation) -> Iterable[Duty]:
    if rule in WORK_MATTER_ONLY:
        return (Duty.USE_WORK_CHANNEL,)
    if rule in ASKER_MAY_NOT_BE_BOUND:
        return (Duty.NO_CONTACT_UNTIL_ANSWERED,)
    may_go_on = s.connected and s.other.identity_known and s.tie.kind in KEPT_UP_WHILE_ASKING and rule != "R4"
    waiting = Duty.PAUSE_PRIVATE_MESSAGES if may_go_on else Duty.NO_CONTACT_UNTIL_ANSWERED
    if s.bar is Bar.NONE or s.tie.kind not in DECLARABLE_WITH_PUPIL:
        return (waiting,)
    tell = Duty.REPORT_TO_SENIOR_LEADERS if rule == "R4" else Duty.DECLARE_TO_OPERATIONS_MANAGER
    return (waiting, tell, Duty.KEEP_ON_PERSONNEL_FILE)


def _nothing_to_declare(rule: str, s: Situation) -> Iterable[Duty]:
    if rule in ("R2", "R5", "R6"):
        return ()
    if s.linked or s.other.organisation or rule == "R13":
        return (Duty.MODERATE_AUDIENCE,)
    return ()


def _not_permitted(rule: str, s: Situation) -> Iterable[Duty]:
    return _NOT_PERMITTED[rule](s)


def _not_permitted_r4(s: Situation) -> Iterable[Duty]:
    end_contact = (Duty.END_CONTACT,) if s.connected else ()
    return (Duty.TELL_SAFEGUARDING_LEAD, *end_contact, *REPORT_AND_KEEP)


def _not_permitted_r7(s: Situation) -> Iterable[Duty]:
    if s.asked:
        return (Duty.DECLINE, Duty.USE_WORK_CHANNEL)
    return (Duty.END_CONTACT,) if s.connected else ()


def _not_permitted_r8(s: Situation) -> Iterable[Duty]:
    if s.connected and not s.stands_by_itself:
        return (Duty.USE_WORK_CHANNEL, Duty.END_CONTACT, *REPORT_AND_KEEP)
    return (Duty.USE_WORK_CHANNEL,)


def _not_permitted_r9(s: Situation) -> Iterable[Duty]:
    return (Duty.USE_WORK_CHANNEL,) if s.stands_by_itself else _point_to_work_channel(s)


def _not_permitted_r25(s: Situation) -> Iterable[Duty]:
    if s.contact.form is Form.PUBLIC_PAGE:
        return (Duty.END_CONTACT,)
    return (Duty.TELL_SAFEGUARDING_LEAD, Duty.END_CONTACT, *REPORT_AND_KEEP)


def _not_permitted_r26(s: Situation) -> Iterable[Duty]:
    return ()


def _point_to_work_channel(s: Situation) -> Iterable[Duty]:
    if s.asked:
        return (Duty.DECLINE, Duty.USE_WORK_CHANNEL)
    return (Duty.END_CONTACT, Duty.USE_WORK_CHANNEL) if s.connected else (Duty.USE_WORK_CHANNEL,)


def _work_channel(rule: str, outcome: Outcome, s: Situation) -> Iterable[Duty]:
    """When the contact is for work, the answer points to the work channel as well."""
    if not s.for_work or rule in ASKER_MAY_NOT_BE_BOUND or outcome is Outcome.NOTHING_TO_DECLARE:
        return ()
    if outcome is Outcome.NOT_PERMITTED and rule not in ("R25", "R26"):
        return ()
    return (Duty.USE_WORK_CHANNEL,)


_ROWS = {
    Outcome.PERMITTED_IF_DECLARED: _permitted_if_declared,
    Outcome.REJECT_AND_REPORT: _reject_and_report,
    Outcome.SEEK_ADVICE: _seek_advice,
    Outcome.NOTHING_TO_DECLARE: _nothing_to_declare,
    Outcome.NOT_PERMITTED: _not_permitted,
}
_NOT_PERMITTED = {
    "R4": _not_permitted_r4,
    "R7": _not_permitted_r7,
    "R8": _not_permitted_r8,
    "R9": _not_permitted_r9,
    "R11": _point_to_work_channel,
    "R25": _not_permitted_r25,
    "R26": _not_permitted_r26,
    "R36": _point_to_work_channel,
}
