"""The words of the questions and of their answers, for the forms and for check-your-answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aboveboard.declarations.questions.answers import Kind, Purpose, YesNo, YesNoUnsure
from aboveboard.rules.relationships.facts import Form, Stage

QUESTIONS: dict[str, str] = {
    "platforms": "Where are you in touch, or where might you be?",
    "kinds": "How do you know them?",
    "school": "Which school?",
    "under_18": "Are they under 18?",
    "born_on": "When were they born?",
    "child_at_risk": "Might a child be at risk of harm?",
    "left_on": "When did they leave the school?",
    "taught": "Have you taught them or worked with them at any school?",
    "since": "Since when have you known each other?",
    "through_work": "Did you get to know them through your work at the school?",
    "peer": "Are you about the same age?",
    "stage": "How far has it gone?",
    "form": "What kind of contact is it?",
    "purpose": "What is it for?",
    "knew_who": "Did you know who it was when it began?",
}

HINTS: dict[str, str] = {
    "platforms": "Tick all that you use with them. You will not be asked for any name.",
    "kinds": "Tick all that are true.",
    "school": "Only for a pupil, a former pupil, or an adult who looks after one. Where there are two, choose the"
    " one you work at.",
    "child_at_risk": "If you are not sure, say so. You will see whom to tell.",
    "peer": "There are no more than four years between you.",
}

KINDS: dict[Kind, str] = {
    Kind.PUPIL: "A pupil",
    Kind.FORMER_PUPIL: "A former pupil",
    Kind.PARENT: "A parent or carer of a pupil",
    Kind.HELPS_RAISE: "Somebody else who helps bring up a pupil, such as a grandparent",
    Kind.FORMER_PARENT: "A parent whose children have all left the school",
    Kind.COLLEAGUE: "A colleague",
    Kind.BOARD_MEMBER: "A member of a school's board or a trustee",
    Kind.FAMILY: "My family",
    Kind.PARTNER: "My husband, wife or partner",
    Kind.CARER: "I look after them, as a foster parent for example",
    Kind.FRIEND: "A friend",
    Kind.FAMILY_FRIEND: "A friend of my family",
    Kind.COMMUNITY: "From a club, a faith group or the like",
    Kind.CO_PARENT: "A parent of a child in my own child's class",
    Kind.ACQUAINTANCE: "Someone I know slightly",
    Kind.UNSURE_WHO: "I am not sure who it really is",
    Kind.PAGE: "It is a page or an organisation, not a person",
    Kind.NONE_OF_THESE: "None of these",
}

KIND_HINTS: dict[Kind, str] = {
    Kind.FORMER_PUPIL: "Of any school, if you have taught them.",
    Kind.UNSURE_WHO: "Tick this as well as what they say they are.",
    Kind.PAGE: "A pupil's or parent's own page counts as the person.",
}

YES_NO: dict[YesNo, str] = {YesNo.YES: "Yes", YesNo.NO: "No"}
YES_NO_UNSURE: dict[YesNoUnsure, str] = {
    YesNoUnsure.YES: "Yes",
    YesNoUnsure.NO: "No",
    YesNoUnsure.UNSURE: "I do not know",
}
STAGES: dict[Stage, str] = {
    Stage.THEY_ASKED: "They have asked me, and I have not said yes",
    Stage.STAFF_WANTS: "I would like to be in touch with them",
    Stage.CONNECTED: "We are in touch already",
}
FORMS: dict[Form, str] = {
    Form.DIRECT: "Messages, or being friends or followers of each other",
    Form.GROUP: "A group that both of us are in",
    Form.PUBLIC_PAGE: "I follow a page that anybody can see, and they do not follow me",
    Form.PUBLIC_COMMENT: "They wrote below a post that anybody can see",
    Form.MARKETPLACE: "Buying or selling something",
    Form.GAME: "Playing a game",
}
PURPOSES: dict[Purpose, str] = {
    Purpose.PRIVATE: "Private, from my own account",
    Purpose.PRIVATE_SCHOOL_ACCOUNT: "Private, but from a school account",
    Purpose.WORK_SCHOOL_ACCOUNT: "Work, from a school account",
    Purpose.WORK_OWN_ACCOUNT: "Work, but from my own account",
}
CHOICES: dict[str, Mapping[Any, str]] = {
    "under_18": YES_NO_UNSURE,
    "child_at_risk": YES_NO_UNSURE,
    "taught": YES_NO_UNSURE,
    "through_work": YES_NO_UNSURE,
    "peer": YES_NO,
    "stage": STAGES,
    "form": FORMS,
    "purpose": PURPOSES,
    "knew_who": YES_NO,
}
"""The answers to every question with a single choice."""
