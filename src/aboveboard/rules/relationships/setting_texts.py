"""The settings as a trust chooses them: by topic, as a question, each value in plain words, with an example.

Kept apart from `settings`, so that deciding need not load the words.
"""

from dataclasses import dataclass
from enum import StrEnum

from aboveboard.rules.relationships.settings import VALUES, Settings


class Topic(StrEnum):
    """The groups in which a trust is asked; the value is the heading."""

    PUPILS = "Pupils and former pupils"
    OTHER_SCHOOLS = "Pupils and parents of other schools"
    TIES = "Other ties with pupils"
    PARENTS = "Parents"
    COLLEAGUES = "Colleagues and board members"
    ASKERS = "Who the guidance covers, and from when"
    KINDS = "Kinds of contact"
    STRANGERS = "People nobody knows"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value in plain words. Within a setting a higher `strictness` is the stricter.

    Two values of equal strictness are each the looser for some people: a change between them is a loosening.
    """

    value: str
    words: str
    strictness: int


@dataclass(frozen=True, slots=True)
class SettingText:
    """One setting as a question; `choices` has the default first.

    `about_pupils`: loosening it needs two people, one of them a safeguarding lead.
    """

    key: str
    topic: Topic
    question: str
    example: str
    about_pupils: bool
    choices: tuple[Choice, ...]


# fmt: off
_TABLE: tuple[tuple[str, Topic, bool, str, str, tuple[tuple[int, str], ...]], ...] = (
    ("pupil_on_roll_18", Topic.PUPILS, True,
     "A pupil is 18 and still on roll. What then?",
     "A sixth former of 18 asks a teacher to connect in May and leaves in July.",
     ((2, "No contact until they have left the roll"), (1, "Staff ask first"),
      (0, "Contact is free, as with a former pupil who is 18"))),
    ("leap_day_birthday", Topic.PUPILS, True,
     "When does somebody born on 29 February turn 18?",
     "A former pupil born on 29 February 2008 asks to connect on 28 February 2026.",
     ((1, "On 1 March"), (0, "On 28 February"))),
    ("unknown_birth_date", Topic.PUPILS, True,
     "Nobody knows the birth date of a former pupil. How are they treated?",
     "A former pupil who left in Year 11 two years ago has no birth date on record.",
     ((0, "Staff ask first, and the school looks it up"), (1, "As someone under 18"))),
    ("future_enrolment", Topic.PUPILS, True,
     "A child has a place and starts later. From when do they count as a pupil?",
     "A friend's child has a place for next September.",
     ((1, "At once"), (0, "From their first day"))),
    ("left_before_staff_started", Topic.PUPILS, True,
     "A former pupil under 18 had left before this member of staff came. What then?",
     "A teacher who joined in September knows someone of 17 who left the school in July.",
     ((0, "Staff ask first"), (1, "No contact until they are 18"))),
    ("outside_former_pupils", Topic.OTHER_SCHOOLS, True,
     "Staff taught someone under 18 at a school outside the trust. Does that count?",
     "A pupil of 17 at a teacher's last school, elsewhere, sends a request.",
     ((1, "Yes, as with a pupil of ours"), (0, "No, it is outside this guidance"))),
    ("other_trust_schools", Topic.OTHER_SCHOOLS, True,
     "What about pupils of the trust's other schools, whom the member of staff never taught?",
     "A teacher meets a pupil of 16 of another trust school at a gym.",
     ((1, "Staff ask first"), (2, "As with pupils of their own school"), (0, "The guidance does not cover them"))),
    ("parents_other_schools", Topic.OTHER_SCHOOLS, False,
     "What about parents whose children are only at other schools of the trust?",
     "The mother of a pupil at another trust school sends a request.",
     ((0, "They do not count as parents here"), (1, "Staff ask first"), (2, "They count as parents here"))),
    ("unlinked_child", Topic.STRANGERS, True,
     "A child under 18 has no link with the trust and no close tie with the member of staff. What then?",
     "A child of 14 from a school outside the trust sends a request.",
     ((1, "Staff ask first"), (0, "The guidance does not cover it"))),
    ("unknown_identity_no_link", Topic.STRANGERS, True,
     "Somebody unknown, who claims no link with the school, gets in touch. What then?",
     "A stranger with an invented name joins a hobby chat.",
     ((0, "There is nothing to declare"), (1, "Staff ask first"))),
    ("before_engagement", Topic.ASKERS, True,
     "From when does the guidance cover somebody who has been appointed?",
     "A volunteer who starts next week knows a pupil through old family friends.",
     ((0, "It answers at once as if they had started"), (0, "Until they start they are told to ask"))),
    ("after_engagement", Topic.ASKERS, True,
     "Somebody has left, and a pupil or a former pupil under 18 is in touch with them. What then?",
     "An agency teacher gets a pupil's request two weeks after the last booking.",
     ((1, "They are asked to tell the safeguarding lead"), (0, "The guidance no longer covers them"))),
    ("lab_members", Topic.ASKERS, True,
     "Does the guidance cover members of the local accountability board?",
     "A board member is connected with several parents.",
     ((1, "They ask first"), (1, "Yes, as it covers volunteers"), (0, "No, they have a code of their own"))),
    ("friend_of_pupil", Topic.TIES, True,
     "May a young member of staff stay friends with a pupil of like age?",
     "A teaching assistant of 19 has friends in Year 13 from before the job.",
     ((0, "Yes, if declared and older than the job"), (1, "They always ask first"))),
    ("community_tie_with_pupil", Topic.TIES, True,
     "What about a pupil known from a club, a faith group or the like?",
     "A teacher coaches a pupil at a Sunday football club.",
     ((1, "Staff ask first"), (0, "Staff declare it"))),
    ("young_colleague", Topic.TIES, True,
     "A colleague is under 18. What then?",
     "A former pupil of 17 is an apprentice in the office.",
     ((1, "Staff ask first"), (2, "No contact until they are 18"),
      (0, "Staff declare it; with a pupil on roll here they ask first"))),
    ("tie_through_work", Topic.PARENTS, False,
     "A friendship with a parent began through the job. What is it worth?",
     "A class teacher and a mother became friends at the school gate.",
     ((1, "Staff ask first"), (0, "It counts like any other friendship: declare it"),
      (2, "It does not count: the parent is only a parent"))),
    ("acquainted_parent", Topic.PARENTS, False,
     "What about a parent whom staff know slightly?",
     "A parent who is also a neighbour to say hello to sends a request.",
     ((0, "Staff ask first"), (1, "No contact"))),
    ("co_parents", Topic.PARENTS, False,
     "Staff who are parents know other parents of their own child's class, and share groups with them. What then?",
     "A teaching assistant is in the WhatsApp group of her daughter's class.",
     ((1, "Staff declare it, once for the group"), (2, "Staff ask first"), (0, "There is nothing to declare"))),
    ("board_member_parent", Topic.PARENTS, False,
     "A parent also sits on a board, and there is no personal tie. What then?",
     "A trustee with a child at the school sends a request.",
     ((1, "Staff ask first"), (0, "Staff declare it"), (2, "No contact"))),
    ("carer_without_pr", Topic.PARENTS, False,
     "Somebody looks after a pupil without parental responsibility. Are they a parent?",
     "A grandmother who collects the child sends a request.",
     ((1, "Staff ask first"), (2, "Yes"), (0, "No"))),
    ("former_parents", Topic.PARENTS, False,
     "All children of a parent have left. What then?",
     "The father of a pupil who left last year sends a request.",
     ((0, "They no longer count as a parent"), (1, "Staff ask first"), (2, "They still count as a parent"))),
    ("marketplace_with_parent", Topic.PARENTS, False,
     "Staff buy from or sell to a parent through marketplace messages. What then?",
     "A teacher buys a pram from a parent.",
     ((0, "There is nothing to declare"), (1, "Staff ask first"), (2, "It counts as any contact with a parent"))),
    ("colleagues", Topic.COLLEAGUES, False,
     "Which colleagues do staff declare?",
     "Two teachers are friends on Facebook.",
     ((1, "Only family, partners and carers"), (2, "Every colleague"), (0, "None"))),
    ("board_members", Topic.COLLEAGUES, False,
     "Which board members and trustees do staff declare?",
     "A teacher is friends with a trustee.",
     ((1, "Those with whom they have a tie"), (2, "All"), (0, "None"))),
    ("work_groups_personal_phones", Topic.COLLEAGUES, False,
     "May colleagues keep work groups on their own phones?",
     "A department has a WhatsApp group about cover.",
     ((1, "They ask for permission first"), (2, "No"), (0, "Yes"))),
    ("unaware_contact", Topic.KINDS, True,
     "Somebody finds out that a person they are in touch with is a pupil. How is it treated?",
     "A teacher finds that someone she plays online with is a pupil.",
     ((0, "As an approach: end it and report it"),
      (1, "As contact that is not allowed: also tell the safeguarding lead"))),
    ("public_comment", Topic.KINDS, True,
     "A pupil comments on a public post and nobody has replied. What then?",
     "A pupil of 16 comments on a teacher's public account.",
     ((1, "Staff ask first, and do not reply"), (2, "It counts as any approach"),
      (0, "There is nothing to declare; for a pupil on roll here staff ask first"))),
    ("public_page_of_pupil", Topic.KINDS, True,
     "May staff follow a pupil's public page?",
     "A teacher follows the public page of a pupil who is a singer.",
     ((1, "No, it is contact like any other"), (0, "Staff ask first"))),
    ("public_page_of_adult", Topic.KINDS, False,
     "May staff follow an adult's public page?",
     "A teacher follows the page of a cafe that a parent owns.",
     ((0, "Yes, there is nothing to declare"), (1, "It counts as any other contact"))),
    ("games_with_chat", Topic.KINDS, False,
     "Are games with chat social media?",
     "A teacher and a parent play the same game online.",
     ((1, "Yes"), (0, "Not between adults"))),
    ("professional_networks", Topic.KINDS, False,
     "Are LinkedIn and the like social media?",
     "A parent sends a LinkedIn invitation about a business matter.",
     ((1, "Yes"), (0, "Not between adults"))),
)
# fmt: on

SETTING_TEXTS: tuple[SettingText, ...] = tuple(
    SettingText(
        key,
        topic,
        question,
        example,
        about_pupils,
        tuple(
            Choice(value, words, strictness)
            for value, (strictness, words) in zip(VALUES[key], choices, strict=True)
        ),
    )
    for key, topic, about_pupils, question, example, choices in _TABLE
)
"""Every setting, by topic in the order in which a trust is asked."""

_STRICTNESS = {
    (setting.key, choice.value): choice.strictness for setting in SETTING_TEXTS for choice in setting.choices
}


def loosened_about_pupils(before: Settings, after: Settings) -> tuple[str, ...]:
    """The keys about pupils that `after` makes looser than `before`: two people must agree to such a change."""
    old, new = before.as_json(), after.as_json()
    return tuple(
        key
        for key in (setting.key for setting in SETTING_TEXTS if setting.about_pupils)
        if old[key] != new[key] and _STRICTNESS[key, new[key]] <= _STRICTNESS[key, old[key]]
    )
