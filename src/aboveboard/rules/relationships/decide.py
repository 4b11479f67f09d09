"""The rules R2 to R40 in their order, and R1, which is added to every answer. Read it beside rules.md.

A rule is a function of the situation: it gives its answer, or None when it does not fit and the next rule is
tried. Its first line is what rules.md says of it. `also` names a duty that the rule itself adds to those which
every answer of its kind carries (`duties`).
"""

from collections.abc import Callable
from typing import NamedTuple

from aboveboard.rules.relationships.duties import duties_of, in_order, without_cutting_contact
from aboveboard.rules.relationships.facts import Category, Facts, Form, TieKind
from aboveboard.rules.relationships.review import review_dates
from aboveboard.rules.relationships.settings import DEFAULTS, Settings
from aboveboard.rules.relationships.situation import (
    FAMILY_PARTNER_OR_CARER,
    FRIEND_LIKE,
    NO_TIE_OR_ACQUAINTANCE,
    PROFESSIONAL_NETWORKS,
    SOCIAL,
    Bar,
    Situation,
)
from aboveboard.rules.relationships.verdict import Duty, Outcome, Verdict

MOST_CLAUSES = 5
AT_RISK_CLAUSES = ("S4.3", "S12.2")

TELL = Duty.TELL_SAFEGUARDING_LEAD


class Answer(NamedTuple):
    """What one rule answers: the outcome, the clauses it rests on, and duties of its own."""

    outcome: Outcome
    clauses: tuple[str, ...]
    also: tuple[Duty, ...]


Rule = Callable[[Situation], Answer | None]


def decide(facts: Facts, settings: Settings = DEFAULTS) -> Verdict:
    """The answer to one question: the first rule that fits, and R1. Always answers, for any facts read."""
    s = Situation(facts, settings)
    for number, rule in RULES:
        answer = rule(s)
        if answer is not None:
            return _verdict(number, answer, s)
    raise AssertionError("R40 answers whatever is left.")


def _verdict(number: str, answer: Answer, s: Situation) -> Verdict:
    outcome, clauses, also = answer
    duties = duties_of(number, outcome, also, s)
    if s.contact.child_at_risk:  # R1
        duties = without_cutting_contact(duties)
        clauses = (*AT_RISK_CLAUSES, *(clause for clause in clauses if clause not in AT_RISK_CLAUSES))
    return Verdict(
        outcome, number, clauses[:MOST_CLAUSES], in_order(duties), review_dates(number, outcome, s)
    )


def _not_permitted(*clauses: str) -> Answer:
    return Answer(Outcome.NOT_PERMITTED, clauses, ())


def _permitted_if_declared(*clauses: str, also: tuple[Duty, ...] = ()) -> Answer:
    return Answer(Outcome.PERMITTED_IF_DECLARED, clauses, also)


def _nothing_to_declare(*clauses: str) -> Answer:
    return Answer(Outcome.NOTHING_TO_DECLARE, clauses, ())


def _reject_and_report(*clauses: str) -> Answer:
    return Answer(Outcome.REJECT_AND_REPORT, clauses, ())


def _seek_advice(*clauses: str, also: tuple[Duty, ...] = ()) -> Answer:
    return Answer(Outcome.SEEK_ADVICE, clauses, also)


# Who is asking ------------------------------------------------------------------------------------


def r2_engagement_has_ended(s: Situation) -> Answer | None:
    """The engagement has ended: a pupil bar and no close tie asks; otherwise it no longer binds."""
    if s.staff.engaged_until is None or s.staff.engaged_until >= s.on:
        return None
    if s.bar and not s.close_tie and s.settings.after_engagement == "advice":
        return _seek_advice("S1.5", "S8.7", "S4.3", also=(TELL,))
    return _nothing_to_declare("S1.5", "S1.2")


def r3_engagement_has_not_begun(s: Situation) -> Answer | None:
    """The engagement has not begun: answer as if it had."""
    if s.staff.engaged_from is None or s.staff.engaged_from <= s.on:
        return None
    if s.settings.before_engagement == "advice":
        return _seek_advice("S1.5", "S4.28")
    return None


def r4_partner_who_is_or_was_a_pupil(s: Situation) -> Answer | None:
    """A partner who is a child, or on roll; and some partners who are past pupils. No setting."""
    if s.tie.kind is not TieKind.PARTNER:
        return None
    if s.child or s.on_roll_in_trust:
        if s.bar and not s.tie_older_than_job:
            return _not_permitted("S4.1", "S4.2", "S8.7", "S8.9")
        return _seek_advice("S4.1", "S4.2", "S8.9", "S4.28", also=(TELL,))
    if s.own_past and s.partnership_may_reach_back_to_school:
        return _seek_advice("S4.1", "S4.2", "S8.8", "S4.28", also=(TELL,))
    return None


def r5_board_member_asks(s: Situation) -> Answer | None:
    """The asker is a local accountability board member."""
    if s.staff.category is not Category.LAB_MEMBER or s.settings.lab_members == "as_staff":
        return None
    unconnected = not (s.bar or s.parent or s.colleague or s.on_board)
    if unconnected or s.tie.kind in FAMILY_PARTNER_OR_CARER or s.settings.lab_members == "own_code":
        return _nothing_to_declare("S1.5", "S8.17")
    who = "S8.16" if s.parent else "S8.7"
    return _seek_advice("S1.5", "S8.17", who, "S4.28", also=(TELL,) if s.child else ())


# Work use -----------------------------------------------------------------------------------------


def r6_agreed_work_use(s: Situation) -> Answer | None:
    """For work, from a work account, on the agreed list."""
    if s.for_work and s.work_account and s.contact.sanctioned:
        return _nothing_to_declare("S6.1", "S6.2", "S5.1", "S5.2")
    return None


def r7_work_account_not_for_work(s: Situation) -> Answer | None:
    """A work account and not for work; except a barred pupil with no tie, who goes on to R20."""
    if not s.work_account or s.for_work or s.pupil_on_work_account:
        return None
    return _not_permitted("S8.5", "S5.3", "S5.4")


def r8_work_with_a_pupil(s: Situation) -> Answer | None:
    """For work with a pupil on roll in the trust, and the staff member wants it or is connected."""
    if s.for_work and s.on_roll_in_trust and not s.asked:
        return _not_permitted("S6.1", "S6.2", "S5.2", "S8.4")
    return None


def r9_work_with_a_parent(s: Situation) -> Answer | None:
    """For work with a parent from a personal account, the parent being no colleague or board member."""
    if not s.for_work or s.work_account or not s.in_doubt_or_parent:
        return None
    if s.colleague or s.on_board or s.bar:
        return None
    return _not_permitted("S8.16", "S8.4", "S5.2")


def r10_work_account_not_agreed(s: Situation) -> Answer | None:
    """For work from a work account not on the agreed list, no pupil bar."""
    if s.for_work and s.work_account and not s.bar:
        return _seek_advice("S5.1", "S5.2", "S4.28")
    return None


def r11_work_group_of_colleagues(s: Situation) -> Answer | None:
    """For work in a group with a colleague on a personal account, no pupil bar."""
    if not s.for_work or s.contact.form is not Form.GROUP or not s.colleague or s.bar:
        return None
    match s.settings.work_groups_personal_phones:
        case "advice":
            return _seek_advice("S5.1", "S5.2", "S4.17", "S4.28")
        case "bar":
            return _not_permitted("S5.1", "S5.2", "S4.17")
        case "allow":  # the group is no matter of its own; the colleague is asked about like any other
            return None


# Not a known person -------------------------------------------------------------------------------


def r12_page_or_body(s: Situation) -> Answer | None:
    """A page or body that is not a child's or a parent's."""
    if s.other.organisation and not s.child and not s.parent:
        return _nothing_to_declare("S1.1", "S8.20")
    return None


def r13_identity_not_known(s: Situation) -> Answer | None:
    """Identity not known: ask where a link is claimed or a child may be at risk."""
    if s.other.identity_known or s.pupil_on_work_account:
        return None
    ask = ("S4.28", "S4.27", "S8.7")
    if s.other.enrolments:
        return _seek_advice(*ask, also=(TELL,))
    if s.linked or s.contact.child_at_risk:
        return _seek_advice(*ask)
    if s.under_18:
        return None  # on to R27
    if s.settings.unknown_identity_no_link == "advice":
        return _seek_advice(*ask)
    return _nothing_to_declare("S1.1", "S8.20")


# A pupil bar, with a tie --------------------------------------------------------------------------


def r14_pupil_in_the_family(s: Situation) -> Answer | None:
    """Family or carer."""
    if s.bar and s.tie.kind in (TieKind.FAMILY, TieKind.CARER):
        return _permitted_if_declared("S8.9", "S8.10", "S8.11", "S4.6", "S4.7")
    return None


def r15_tie_with_pupil_through_work(s: Situation) -> Answer | None:
    """Friend, family friend or community tie begun through work. No setting loosens it."""
    if s.bar and s.tie.kind in FRIEND_LIKE and s.begun_through_work:
        return _seek_advice("S8.7", "S8.9", "S8.16", "S4.28")
    return None


def r16_pupil_of_family_friends(s: Situation) -> Answer | None:
    """Family friend; with the safeguarding lead told unless the tie is older than the job."""
    if s.bar and s.tie.kind is TieKind.FAMILY_FRIEND:
        also = () if s.tie_older_than_job else (TELL,)
        return _permitted_if_declared("S8.9", "S8.10", "S8.11", "S4.7", also=also)
    return None


def r17_friend_of_like_age(s: Situation) -> Answer | None:
    """Friend of like age, the tie older than the job."""
    if not s.bar or s.tie.kind is not TieKind.FRIEND or s.settings.friend_of_pupil == "advice":
        return None
    if s.tie.peer and s.tie_older_than_job:
        return _permitted_if_declared("S8.9", "S8.10", "S8.11", "S4.6", "S4.7", also=(TELL,))
    return None


def r18_any_other_friend(s: Situation) -> Answer | None:
    """Any other friend."""
    if s.bar and s.tie.kind is TieKind.FRIEND:
        return _seek_advice("S8.7", "S8.9", "S8.10", "S4.28")
    return None


def r19_community_tie_or_co_parent(s: Situation) -> Answer | None:
    """Community tie not begun through work, or co-parent."""
    if not s.bar:
        return None
    if s.tie.kind is TieKind.COMMUNITY:
        if s.settings.community_tie_with_pupil == "accept":
            return _permitted_if_declared("S8.9", "S8.10", "S8.11", "S4.6", "S4.7")
        return _seek_advice("S8.7", "S8.9", "S4.6", "S4.28")
    if s.tie.kind is TieKind.CO_PARENT:
        return _seek_advice("S8.7", "S8.9", "S4.28")
    return None


# A child to whom none of the above applies --------------------------------------------------------


def r20_young_colleague(s: Situation) -> Answer | None:
    """A child who is a colleague, no close tie."""
    if not s.child or not s.colleague or s.close_tie or s.settings.young_colleague == "bar":
        return None
    if s.settings.young_colleague == "declare" and not s.young_pupil_on_own_roll:
        if s.bar:
            return _permitted_if_declared("S8.9", "S8.10", "S8.11", "S4.6", "S4.7")
        return _permitted_if_declared("S4.6", "S8.18", "S4.7", "S8.17")
    ask = ("S8.7", "S8.8", "S8.9", "S4.6", "S4.28") if s.bar else ("S4.6", "S4.2", "S4.28")
    return _seek_advice(*ask, also=(Duty.USE_WORK_CHANNEL,))


def r21_pupil_bar_in_doubt(s: Situation) -> Answer | None:
    """Pupil bar *advice*."""
    if s.bar is not Bar.ADVICE or s.barred_colleague:
        return None
    if s.other_trust_on_roll:
        return _seek_advice("S8.7", "S8.10", "S4.28")
    if s.adult or s.other_trust_past or s.left_before_job:
        return _seek_advice("S8.7", "S8.8", "S4.28")
    return _seek_advice("S8.8", "S8.7", "S4.28")


def r22_pupil_comments_in_public(s: Situation) -> Answer | None:
    """Barred; they made a public comment."""
    if not s.treated_as_barred or not s.comment_without_reply or s.settings.public_comment == "as_contact":
        return None
    if s.settings.public_comment == "no_contact" and not s.young_pupil_on_own_roll:
        return _nothing_to_declare("S8.20", "S7.1")
    return _seek_advice("S8.7", "S8.20", "S7.1", "S4.28", also=(Duty.MODERATE_AUDIENCE,))


def r23_public_page_of_pupil(s: Situation) -> Answer | None:
    """Barred; the child's public page: as any other contact, by R24 to R26."""
    if not s.treated_as_barred or s.contact.form is not Form.PUBLIC_PAGE:
        return None
    if s.settings.public_page_of_pupil == "advice":
        return _seek_advice("S8.7", *_s8_8(s), "S4.28")
    return None


def r24_pupil_asked(s: Situation) -> Answer | None:
    """Barred; they asked, or are connected and the staff member did not know who it was."""
    as_approach = s.connected and s.contact.unaware and s.settings.unaware_contact == "as_approach"
    if s.treated_as_barred and (s.asked or as_approach):
        return _reject_and_report("S8.7", *_s8_8(s), "S8.12", "S8.14", "S8.13", "S8.15")
    return None


def r25_connected_with_pupil(s: Situation) -> Answer | None:
    """Barred; connected."""
    if not s.treated_as_barred or not s.connected:
        return None
    if s.contact.form is Form.PUBLIC_PAGE:
        return _not_permitted("S8.7", *_s8_8(s), "S8.4")
    return _not_permitted("S8.7", *_s8_8(s), "S4.2", "S4.27")


def r26_staff_wants_pupil(s: Situation) -> Answer | None:
    """Barred; the staff member wants it."""
    if s.treated_as_barred:
        return _not_permitted("S8.7", *_s8_8(s), "S8.4")
    return None


def r27_child_without_a_link(s: Situation) -> Answer | None:
    """Under 18, no pupil bar, not a parent."""
    if not s.under_18 or s.bar or s.parent:
        return None
    if s.close_tie or s.contact.form is Form.PUBLIC_PAGE:
        return _nothing_to_declare("S8.7", "S1.1")
    if s.settings.unlinked_child == "not_covered":
        return None
    return _seek_advice("S4.1", "S4.2", "S4.28")


def _s8_8(s: Situation) -> tuple[str, ...]:
    """S8.8, where the pupil is past or 18."""
    return ("S8.8",) if s.former_pupil_or_18 else ()


# Adults -------------------------------------------------------------------------------------------


def r28_adult_public_page(s: Situation) -> Answer | None:
    """An adult's public page. Games with chat and professional networks are social media like any other."""
    if not s.adult:
        return None
    page = s.contact.form is Form.PUBLIC_PAGE and s.settings.public_page_of_adult == "allow"
    game = s.contact.form is Form.GAME and s.settings.games_with_chat == "adults_exempt"
    network = (
        s.contact.platform.lower() in PROFESSIONAL_NETWORKS
        and s.settings.professional_networks == "adults_exempt"
    )
    return _nothing_to_declare("S1.1", "S8.20") if page or game or network else None


def r29_parent_in_the_family(s: Situation) -> Answer | None:
    """Parent; family, partner or carer."""
    if s.in_doubt_or_parent and s.tie.kind in FAMILY_PARTNER_OR_CARER:
        return _permitted_if_declared("S8.17", "S8.18", "S4.7", "S8.19")
    return None


def r30_parent_and_colleague(s: Situation) -> Answer | None:
    """Parent who is a colleague."""
    if s.in_doubt_or_parent and s.colleague:
        return _permitted_if_declared("S8.17", "S8.18", "S4.6", "S4.7")
    return None


def r31_parent_and_friend(s: Situation) -> Answer | None:
    """Parent; friend, family friend, community or co-parent tie not begun through work."""
    if not s.in_doubt_or_parent or s.tie.kind not in SOCIAL:
        return None
    if s.begun_through_work and s.settings.tie_through_work != "accept":
        return None
    if s.tie.kind is TieKind.CO_PARENT:
        match s.settings.co_parents:
            case "advice":
                return _seek_advice("S8.16", "S8.17", "S4.28")
            case "nothing":
                return _nothing_to_declare("S8.17", "S8.20")
            case "declare":
                pass
    return _permitted_if_declared("S8.17", "S8.18", "S4.7", "S8.19")


def r32_tie_with_parent_through_work(s: Situation) -> Answer | None:
    """The same ties begun through work."""
    if not s.in_doubt_or_parent or s.tie.kind not in SOCIAL or s.left_to_r35:
        return None
    if s.settings.tie_through_work == "ignore":
        return None
    return _seek_advice("S8.16", "S8.17", "S4.28")


def r33_board_member_or_acquaintance(s: Situation) -> Answer | None:
    """Parent who is a board member, no personal tie; parent who is an acquaintance."""
    if not s.in_doubt_or_parent or s.left_to_r35:
        return None
    if s.on_board:
        match s.settings.board_member_parent:
            case "advice":
                return _seek_advice("S8.16", "S8.17", "S4.28")
            case "declare":
                return _permitted_if_declared("S8.17", "S8.18", "S4.7", "S8.19")
            case "bar":
                return None
    if s.tie.kind is TieKind.ACQUAINTANCE and s.settings.acquainted_parent == "advice":
        return _seek_advice("S8.16", "S4.28")
    return None


def r34_parent_in_doubt(s: Situation) -> Answer | None:
    """Responsibility `none` only."""
    if s.in_doubt_or_parent and not s.parent and not s.left_to_r35:
        return _seek_advice("S1.6", "S8.16", "S4.28")
    return None


def r35_parent_comments_or_trades(s: Situation) -> Answer | None:
    """Parent's public comment to which there is no reply; parent, marketplace."""
    if not s.in_doubt_or_parent:
        return None
    if s.comment_without_reply:
        return _nothing_to_declare("S8.20", "S7.1")
    if s.contact.form is Form.MARKETPLACE:
        match s.settings.marketplace_with_parent:
            case "allow":
                return _nothing_to_declare("S1.4", "S8.20")
            case "advice":
                return _seek_advice("S1.4", "S8.16", "S4.28")
            case "bar":
                return None
    return None


def r36_any_other_parent(s: Situation) -> Answer | None:
    """Any other parent."""
    return _not_permitted("S8.16", "S1.6", "S8.4") if s.parent else None


def r37_sale_or_public_comment(s: Situation) -> Answer | None:
    """Marketplace or public comment."""
    if s.contact.form in (Form.MARKETPLACE, Form.PUBLIC_COMMENT):
        return _nothing_to_declare("S8.20", "S1.1")
    return None


def r38_colleague(s: Situation) -> Answer | None:
    """Colleague who is family, partner or carer; any other colleague who is no board member."""
    if not s.colleague:
        return None
    choice, close = s.settings.colleagues, s.tie.kind in FAMILY_PARTNER_OR_CARER
    if choice == "declare" or (choice == "close_only" and close):
        return _permitted_if_declared("S4.6", "S8.18", "S4.7", "S8.17", "S8.3")
    return None if s.on_board else _nothing_to_declare("S8.3", "S4.5", "S8.20")


def r39_board_member(s: Situation) -> Answer | None:
    """Board member with any tie but none or acquaintance."""
    if not s.on_board:
        return None
    choice, tied = s.settings.board_members, s.tie.kind not in NO_TIE_OR_ACQUAINTANCE
    if choice == "declare" or (choice == "close_only" and tied):
        return _permitted_if_declared("S8.18", "S4.5", "S4.7", "S8.17")
    return None


def r40_anyone_else(s: Situation) -> Answer | None:
    """Anyone else."""
    if s.own_past:
        return _nothing_to_declare("S8.8", "S8.20")
    if s.parent_elsewhere_or_before:
        return _nothing_to_declare("S1.6", "S8.16", "S8.20")
    return _nothing_to_declare("S1.1", "S8.20")


RULES: tuple[tuple[str, Rule], ...] = (
    ("R2", r2_engagement_has_ended),
    ("R3", r3_engagement_has_not_begun),
    ("R4", r4_partner_who_is_or_was_a_pupil),
    ("R5", r5_board_member_asks),
    ("R6", r6_agreed_work_use),
    ("R7", r7_work_account_not_for_work),
    ("R8", r8_work_with_a_pupil),
    ("R9", r9_work_with_a_parent),
    ("R10", r10_work_account_not_agreed),
    ("R11", r11_work_group_of_colleagues),
    ("R12", r12_page_or_body),
    ("R13", r13_identity_not_known),
    ("R14", r14_pupil_in_the_family),
    ("R15", r15_tie_with_pupil_through_work),
    ("R16", r16_pupil_of_family_friends),
    ("R17", r17_friend_of_like_age),
    ("R18", r18_any_other_friend),
    ("R19", r19_community_tie_or_co_parent),
    ("R20", r20_young_colleague),
    ("R21", r21_pupil_bar_in_doubt),
    ("R22", r22_pupil_comments_in_public),
    ("R23", r23_public_page_of_pupil),
    ("R24", r24_pupil_asked),
    ("R25", r25_connected_with_pupil),
    ("R26", r26_staff_wants_pupil),
    ("R27", r27_child_without_a_link),
    ("R28", r28_adult_public_page),
    ("R29", r29_parent_in_the_family),
    ("R30", r30_parent_and_colleague),
    ("R31", r31_parent_and_friend),
    ("R32", r32_tie_with_parent_through_work),
    ("R33", r33_board_member_or_acquaintance),
    ("R34", r34_parent_in_doubt),
    ("R35", r35_parent_comments_or_trades),
    ("R36", r36_any_other_parent),
    ("R37", r37_sale_or_public_comment),
    ("R38", r38_colleague),
    ("R39", r39_board_member),
    ("R40", r40_anyone_else),
)
