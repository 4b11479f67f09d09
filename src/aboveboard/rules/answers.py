"""Each verdict in plain words for the person who asked: what, why, what to do now, and whom it goes to.

What has no duty of its own (the agency, the training provider, the local authority, the emergency services, the
line manager, the union) stands among the notes. No word here says that somebody has been told.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from aboveboard.rules.calendar import date_text
from aboveboard.rules.clauses import clause
from aboveboard.rules.relationships.facts import Category, Colleague, Facts, Form, Stage
from aboveboard.rules.relationships.settings import DEFAULTS, Settings
from aboveboard.rules.relationships.situation import Situation
from aboveboard.rules.relationships.verdict import Duty, Outcome, ReviewDate, Verdict, Why


@dataclass(frozen=True, slots=True)
class Labels:
    """What this trust calls its roles, as they stand in the middle of a sentence."""

    operations_manager: str = "School Operations Manager"
    safeguarding_lead: str = "designated safeguarding lead"
    trust_leader: str = "trust leader"
    board: str = "local accountability board"


@dataclass(frozen=True, slots=True)
class Answer:
    """One verdict, ready to be shown.

    `reasons` name the section and what it asks, the most decisive first. `steps` has one line for each duty, in
    the order of the duties. `looked_at_again` has only dates that the asker may see: see `visible_dates`.
    """

    headline: str
    reasons: tuple[str, ...]
    steps: tuple[str, ...]
    goes_to: tuple[str, ...]
    notes: tuple[str, ...]
    looked_at_again: tuple[str, ...]


def answer_in_words(
    facts: Facts,
    verdict: Verdict,
    *,
    settings: Settings = DEFAULTS,
    labels: Labels | None = None,
    typed_dates: Collection[date] = (),
) -> Answer:
    """The verdict on these facts in plain words.

    `typed_dates` are the dates that the asker has typed; no other date of the facts or the verdict is ever shown
    unless the outcome is permitted_if_declared. Source: guidance S4.28, S8.7.
    """
    labels = labels or Labels()
    s = Situation(facts, settings)
    return Answer(
        headline=_headline(verdict, s),
        reasons=tuple(_reason(clause_id) for clause_id in verdict.clauses),
        steps=tuple(_step(duty, verdict, s, labels) for duty in verdict.duties),
        goes_to=tuple(_goes_to(verdict, s, labels)),
        notes=tuple(_notes(verdict, s, labels)),
        looked_at_again=tuple(_look_again(review) for review in visible_dates(verdict, typed_dates)),
    )


def visible_dates(verdict: Verdict, typed_dates: Collection[date] = ()) -> tuple[ReviewDate, ...]:
    """The review dates that the asker may see.

    All of permitted_if_declared. Of any other answer none but a leaving date that follows from a date they typed:
    a countdown to a child's birthday is unsafe, and a date from the roster would give a birth date away.
    """
    if verdict.outcome is Outcome.PERMITTED_IF_DECLARED:
        return verdict.review_on
    return tuple(
        review
        for review in verdict.review_on
        if review.why is Why.LEAVES_ROLL and review.on - timedelta(days=1) in typed_dates
    )


# What ---------------------------------------------------------------------------------------------


def _headline(verdict: Verdict, s: Situation) -> str:
    what = _what(verdict, s)
    return f"Tell the safeguarding lead now. {what}" if s.contact.child_at_risk else what


def _what(verdict: Verdict, s: Situation) -> str:
    match verdict.outcome:
        case Outcome.PERMITTED_IF_DECLARED:
            return "Yes, if you declare it."
        case Outcome.SEEK_ADVICE:
            return "Ask first: this needs an answer from someone before it goes on."
        case Outcome.REJECT_AND_REPORT:
            return "Do not accept this contact. Report it to a senior leader."
        case Outcome.NOTHING_TO_DECLARE if verdict.rule == "R2":
            return "You have left, so the guidance no longer binds you here. There is nothing to declare."
        case Outcome.NOTHING_TO_DECLARE:
            return "There is nothing to declare."
        case Outcome.NOT_PERMITTED if verdict.rule == "R7":
            return "Not from a work account: work accounts are for work."
        case Outcome.NOT_PERMITTED if s.for_work and verdict.rule in ("R8", "R9", "R11"):
            return "Not this way: work goes through the channels the school has agreed."
        case Outcome.NOT_PERMITTED:
            ends = Duty.END_CONTACT in verdict.duties
            return "This contact is not allowed and must end." if ends else "This contact is not allowed."


# Why ----------------------------------------------------------------------------------------------


def _reason(clause_id: str) -> str:
    found = clause(clause_id)
    name = found.section_name
    return f"{name[0].upper()}{name[1:]}: {found.sentence}"


# What to do now -----------------------------------------------------------------------------------


def _step(duty: Duty, verdict: Verdict, s: Situation, labels: Labels) -> str:
    match duty:
        case Duty.TELL_SAFEGUARDING_LEAD:
            return f"Tell the {labels.safeguarding_lead} now, before you do anything else."
        case Duty.KEEP_CHILD_SAFE_REPLY:
            return "Send one calm reply that help is coming. Do not block them, and do not promise to keep it secret."
        case Duty.NO_CONTACT_UNTIL_ANSWERED:
            return "Have no contact until you have the answer."
        case Duty.PAUSE_PRIVATE_MESSAGES:
            return (
                "Send no new private messages to this person alone until you have the answer. "
                "What is there may stay, and groups may go on."
            )
        case Duty.END_CONTACT:
            keep = (
                "Save what there is, then end the contact" if _keeps_messages(verdict) else "End the contact"
            )
            return f"{keep}: {_how_to_end(s)}."
        case Duty.DECLINE:
            return "Say no politely, or leave the request unanswered."
        case Duty.REJECT_PROFESSIONALLY:
            return (
                "Decline or ignore it; you need not write anything. If you write, write like this: "
                "“Thank you for getting in touch. I work at the school, so I cannot connect with you here. "
                "If you need something, please ask at school.”"
            )
        case Duty.RETAIN_COMMUNICATIONS:
            return "Keep the messages there are, yours and theirs. Delete nothing."
        case Duty.REPORT_TO_SENIOR_LEADERS:
            return "Report it in writing to a senior leader."
        case Duty.DECLARE_TO_OPERATIONS_MANAGER:
            return f"Declare it in writing to the {labels.operations_manager}."
        case Duty.COPY_TO_SENIOR_LEADER:
            return "Let a senior leader have a copy."
        case Duty.KEEP_ON_PERSONNEL_FILE:
            return "Expect it to be kept on your personnel file, where you can read it."
        case Duty.MODERATE_AUDIENCE:
            return "Before you post, think about who will see it and what they know of your work."
        case Duty.USE_WORK_CHANNEL:
            if s.for_work or s.colleague:
                return "For work, use the channel that the school has agreed."
            return "If it is about school, point them to the school's own channels."


def _keeps_messages(verdict: Verdict) -> bool:
    return Duty.RETAIN_COMMUNICATIONS in verdict.duties


def _how_to_end(s: Situation) -> str:
    match s.contact.form:
        case Form.GROUP:
            return "leave the group"
        case Form.PUBLIC_PAGE:
            return "stop following the page"
        case _:
            return "remove them from your contacts on this account"


# Whom it goes to ----------------------------------------------------------------------------------


def _goes_to(verdict: Verdict, s: Situation, labels: Labels) -> Iterator[str]:
    duties, safeguarding_lead = verdict.duties, f"The {labels.safeguarding_lead}"
    grave = verdict.outcome is Outcome.NOT_PERMITTED and verdict.rule in ("R4", "R25")
    tells = Duty.TELL_SAFEGUARDING_LEAD in duties
    if grave and Duty.REPORT_TO_SENIOR_LEADERS in duties:
        yield "The headteacher (one level up if it is about the headteacher)"
        yield f"{safeguarding_lead}, but not the {labels.operations_manager}"
        return
    if tells:
        yield safeguarding_lead
    if verdict.outcome is Outcome.SEEK_ADVICE:
        yield from _who_answers(verdict, s, labels, tells)
    if Duty.DECLARE_TO_OPERATIONS_MANAGER in duties:
        yield f"The {labels.operations_manager}"
    if Duty.COPY_TO_SENIOR_LEADER in duties or Duty.REPORT_TO_SENIOR_LEADERS in duties:
        yield "A senior leader"
    names_a_pupil = bool(s.bar) and verdict.outcome is Outcome.PERMITTED_IF_DECLARED
    if names_a_pupil and not tells:
        yield f"{safeguarding_lead}, who sees every declaration that names a pupil"


def _who_answers(verdict: Verdict, s: Situation, labels: Labels, tells: bool) -> Iterator[str]:
    if verdict.rule in ("R10", "R11"):
        yield f"A {labels.trust_leader}, who may give permission in writing"
    elif s.child or verdict.rule == "R13":
        if not tells:
            yield f"The {labels.safeguarding_lead}"
    elif verdict.rule == "R5":
        yield f"A {labels.trust_leader}"
    else:
        yield "Your line manager"


# What else ----------------------------------------------------------------------------------------


def _notes(verdict: Verdict, s: Situation, labels: Labels) -> Iterator[str]:
    tells, at_risk = Duty.TELL_SAFEGUARDING_LEAD in verdict.duties, s.contact.child_at_risk
    grave = verdict.outcome is Outcome.NOT_PERMITTED and verdict.rule in ("R4", "R25") and tells
    if at_risk:
        yield "If anyone is in danger now, ring 999 first."
        yield "Ask no more questions than you need, and write down the words that were used."
    if at_risk or grave:
        yield "The safeguarding lead or the headteacher decides whether the local authority must be told."
    if grave:
        yield "Telling us yourself, and promptly, counts for you."
        if not at_risk:
            yield "You may speak to your union before you write anything."
    if verdict.outcome is not Outcome.NOTHING_TO_DECLARE:
        yield from _notes_for_category(s)
    if verdict.rule == "R2" and verdict.outcome is Outcome.SEEK_ADVICE:
        yield "Ask the safeguarding lead of the school where you worked."
    if verdict.rule == "R3":
        yield "You have not started yet: ask the person who is bringing you into the job."
    if verdict.rule == "R5" and verdict.outcome is Outcome.SEEK_ADVICE:
        yield f"It is not clear that the guidance covers the {labels.board}, which is why you are asked to check."
    if verdict.outcome is Outcome.PERMITTED_IF_DECLARED and s.contact.stage is not Stage.CONNECTED:
        yield "Declare it first, or as soon as the contact begins."
    if s.other.colleague in (Colleague.LINE_MANAGER, Colleague.LINE_REPORT):
        yield from _note_on_line_management(s)
    if s.contact.form is Form.GROUP and verdict.outcome is Outcome.PERMITTED_IF_DECLARED:
        yield "One declaration may name the whole group."


def _notes_for_category(s: Situation) -> Iterator[str]:
    match s.staff.category:
        case Category.AGENCY:
            yield "Tell your agency as well: it has rules of its own."
        case Category.TEMPORARY:
            yield "If you are a trainee, tell your training provider as well."
        case _:
            pass


def _note_on_line_management(s: Situation) -> Iterator[str]:
    if s.other.colleague is Colleague.LINE_MANAGER:
        yield "This person is your line manager: if you have a question, take it to their manager or to HR."
    else:
        yield "You manage this person: let your own line manager know, so that nobody can think you favour them."


# When it is looked at again -----------------------------------------------------------------------


def _look_again(review: ReviewDate) -> str:
    day = date_text(review.on)
    match review.why:
        case Why.EIGHTEENTH_BIRTHDAY:
            return f"On {day}, when they turn 18."
        case Why.LEAVES_ROLL:
            return f"On {day}, the day after the last day on roll."
        case Why.ANNUAL:
            return f"On {day}, a year from now."
