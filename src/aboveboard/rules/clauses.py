"""The clause catalogue: every rule, duty, right, exception, role, record and definition of the guidance.

The sentences are ours, in plain words, written to be shown to staff beside an answer ("section 8: ..."); they
are not the trust's text. Ids count the points of each section in the order in which the guidance makes them.
"""

from typing import NamedTuple


class Clause(NamedTuple):
    """One point of the guidance: whom it binds, how strongly (`verb`), and what it asks, in our own words."""

    id: str
    binds: str
    verb: str
    sentence: str

    @property
    def section(self) -> str:
        """The number of its section, such as 8; A1 for the first appendix."""
        return self.id.split(".")[0].removeprefix("S")

    @property
    def section_name(self) -> str:
        """How a page names the section: section 8, or appendix 1."""
        return f"appendix {self.section[1:]}" if self.section.startswith("A") else f"section {self.section}"


SECTIONS = {
    "0": "The document",
    "1": "Introduction",
    "2": "What the guidance is for",
    "3": "Who is responsible",
    "4": "Whenever you use social media",
    "5": "Social media on behalf of the school",
    "6": "Social media in work with pupils",
    "7": "Social media in your wider working life",
    "8": "Social media in your own life",
    "9": "Too much use at work",
    "10": "Monitoring",
    "11": "Disciplinary action",
    "12": "If you are worried about something",
    "A1": "The declaration form",
}

# fmt: off
_TABLE = (
    ("S0.1", "Trust", "record",
     "The guidance is the trust's own document for its staff, with a title and a date."),
    ("S0.2", "Exec Team", "record",
     "Each version has a number, a date, a note of what changed, and the name of who approved it."),

    ("S1.1", "School", "accepts",
     "You may use social media, if you use it with care. It can help teaching, and it can be enjoyed."),
    ("S1.2", "anyone who works for the school", "states",
     "Everyone who works for the school is told what is expected, and what may follow if it is not met."),
    ("S1.3", "all staff", "applies",
     "The guidance covers four kinds of use: for the school, with pupils and parents, as a professional, "
     "and as a private person."),
    ("S1.4", "all", "defines",
     "Social media means any site or app on which people make and share things or keep in touch."),
    ("S1.5", "all", "defines",
     "Staff means everyone who works here, paid or not, for as long as they work with the school."),
    ("S1.6", "all", "defines",
     "Parent means anyone who is a parent or carer, or has parental responsibility, for a pupil here."),

    ("S2.1", "Trust", "purpose",
     "The guidance makes clear which uses of social media are right for staff and which are not."),
    ("S2.2", "Trust", "purpose",
     "The guidance wants social media to be used in ways that do good."),
    ("S2.3", "Trust", "purpose",
     "The guidance protects staff, pupils, parents and the public from bad treatment online."),
    ("S2.4", "Trust", "purpose",
     "The guidance protects the good name of the school, of other schools, and of other bodies."),
    ("S2.5", "Trust", "purpose",
     "The guidance says what happens if someone uses social media wrongly or breaks the law."),

    ("S3.1", "Headteacher/DSL", "should",
     "The headteacher and safeguarding lead see that new and present staff all know this guidance."),
    ("S3.2", "Headteacher/DSL", "should",
     "Training brings what staff know about social media up to date at regular times."),
    ("S3.3", "Headteacher/DSL", "should",
     "Staff get regular chances to talk about what good use of social media looks like."),
    ("S3.4", "Headteacher/DSL", "should",
     "Questions about social media are answered quickly."),
    ("S3.5", "Headteacher/DSL", "must",
     "An allegation about social media is looked into promptly and in the right way."),
    ("S3.6", "Headteacher/DSL", "must",
     "An investigation follows the school's own procedures for discipline, conduct, online safety "
     "and safeguarding."),
    ("S3.7", "Trust staff", "should",
     "You should know this guidance and the trust's other rules on computers and online safety."),
    ("S3.8", "Trust staff", "should",
     "If you have a question about this guidance, ask your line manager first."),
    ("S3.9", "Trust staff", "must",
     "You must follow this guidance."),
    ("S3.10", "Trust HR", "will",
     "The trust's HR team helps headteachers and line managers to use this guidance."),

    ("S4.1", "Staff", "must not",
     "You must never do anything that could lead to a child being harmed."),
    ("S4.2", "Staff", "must",
     "You must keep to the trust's safeguarding policy and the national safeguarding rules online too."),
    ("S4.3", "Staff", "must",
     "If any child may be at risk you must report it, by the child protection procedures."),
    ("S4.4", "Staff", "must not",
     "Your use of social media must not get in the way of doing your job."),
    ("S4.5", "Staff", "must",
     "You must declare social media contacts, like other personal ties, when they could matter."),
    ("S4.6", "Staff", "required",
     "You must declare personal ties with colleagues or children; contact online counts the same."),
    ("S4.7", "Staff", "should",
     "You should tell the School Operations Manager in writing who it is and how you know them."),
    ("S4.8", "SOM/Trust", "will",
     "What you declare is kept on your personnel file."),
    ("S4.9", "Staff", "must",
     "You must protect the good name of the trust, the school and the people who belong to them."),
    ("S4.10", "Staff", "must (be aware)",
     "Posting or passing on things that are unlawful, unfair or offensive can harm your name and the school's."),
    ("S4.11", "Staff", "states",
     "Harm of that kind breaks both this guidance and the Code of Conduct."),
    ("S4.12", "Staff", "may",
     "In some cases the police or the courts may become involved as well."),
    ("S4.13", "Staff", "must not",
     "You must not use social media to hurt the trust, the school or its people, openly or in a hidden way."),
    ("S4.14", "Staff", "should (be aware)",
     "If you have a real worry about the trust, the grievance and whistleblowing procedures are better ways."),
    ("S4.15", "Staff", "must not",
     "You must not harass, bully or frighten anyone online: pupil, parent, colleague, trustee or neighbour."),
    ("S4.16", "Staff", "must not",
     "You must keep what the trust holds in confidence."),
    ("S4.17", "Trust staff", "must",
     "You must look after personal data on social media as the trust's rules ask."),
    ("S4.18", "Staff", "must not",
     "You must not give away private or confidential trust business on any social media."),
    ("S4.19", "Staff", "are responsible",
     "You answer for what you do on social media, and for what comes of it."),
    ("S4.20", "Staff", "are responsible",
     "You answer for everything you put online, pictures and shared posts too."),
    ("S4.21", "Staff", "must understand",
     "Nothing online is sure to stay private: others can pass it on and keep it."),
    ("S4.22", "Staff", "advised",
     "Set your accounts as private and as secure as you can."),
    ("S4.23", "Staff", "are responsible",
     "If others spread what you posted or shared, you may still have to answer for it."),
    ("S4.24", "Staff", "are responsible",
     "You are in charge of how your own accounts are set up, and of how private they are."),
    ("S4.25", "Staff", "advised",
     "Use strong passwords and a second step at sign-in to protect your accounts."),
    ("S4.26", "Staff", "may",
     "You may leave part of your name off your accounts, so that you are harder to find."),
    ("S4.27", "Staff", "must",
     "If you have any doubt or worry about social media, you must raise it with a leader or "
     "the safeguarding lead."),
    ("S4.28", "Staff", "must",
     "If you are not sure whether something is right, you must ask before you do it."),
    ("S4.29", "Staff", "cannot",
     "Not knowing the guidance is no excuse for breaking it."),

    ("S5.1", "Staff / Trust leader", "must",
     "You need a trust leader's permission in writing before you set up or use social media for the school."),
    ("S5.2", "Staff", "must (where appropriate)",
     "Keep a separate account for work, where that makes sense."),
    ("S5.3", "Staff", "must not",
     "School accounts must not be used for personal talk, even if someone else starts it."),
    ("S5.4", "Staff", "must (where appropriate)",
     "Point people who write to a school account about something personal to a better way to get in touch."),

    ("S6.1", "Staff / School", "must",
     "The school must have agreed to any use of social media in work with pupils."),
    ("S6.2", "Staff", "must",
     "In work with pupils, use only the social media that the school has named."),

    ("S7.1", "Staff", "must",
     "Make it clear that what you post is your own view and not the trust's."),
    ("S7.2", "Staff", "can (where appropriate)",
     "You may say where you work, when there is good reason to."),
    ("S7.3", "Staff", "cannot",
     "No account name, logo or design of yours may look as if it were the trust's."),
    ("S7.4", "Staff", "must",
     "Take great care that nobody from the school can be recognised, unless they agreed to it."),
    ("S7.5", "Staff", "must",
     "Behave well and mind your language online, every time."),
    ("S7.6", "Staff", "guide",
     "A good test: would you say it at a meeting with people from other schools?"),

    ("S8.1", "Staff", "must",
     "Your private use must not harm your standing as a professional or the trust's good name."),
    ("S8.2", "Staff", "should",
     "Think carefully before you show online where you work."),
    ("S8.3", "Staff", "should",
     "Think carefully before you add colleagues to your own accounts."),
    ("S8.4", "Staff", "must",
     "Do all you reasonably can to keep your work and your private life apart."),
    ("S8.5", "Staff", "must not",
     "Trust accounts are not for private posts."),
    ("S8.6", "Staff", "must",
     "Respect the wishes and the privacy of people from the school you are in touch with privately."),
    ("S8.7", "Staff", "must not",
     "You must not be in touch on your own social media with a child you know, or knew, only as a pupil."),
    ("S8.8", "Staff", "must not",
     "The same goes for former pupils, up to their 18th birthday."),
    ("S8.9", "School staff", "can",
     "You may be in touch with a pupil or former pupil you rightly know in another way, such as family."),
    ("S8.10", "Staff", "must",
     "Such contact must be open, so that others can see there is nothing to hide."),
    ("S8.11", "Staff", "should",
     "Tell senior leaders about such contact; it protects you."),
    ("S8.12", "Staff", "must",
     "If you write to a pupil or former pupil to turn them down, keep what you wrote."),
    ("S8.13", "Staff", "must",
     "If you turn down a pupil, do it politely and as a professional."),
    ("S8.14", "Staff", "must",
     "Tell a senior leader in writing when a pupil or former pupil has tried to get in touch."),
    ("S8.15", "Trust", "will",
     "That report is kept on your personnel file."),
    ("S8.16", "Staff", "must not",
     "You must not be in touch on your own social media with someone you know only as a pupil's parent."),
    ("S8.17", "Staff", "acknowledges",
     "People at a school often know each other in several ways: as parents, friends, partners or board members."),
    ("S8.18", "Any staff", "should",
     "Report such contacts in writing to a senior leader; it protects you."),
    ("S8.19", "Trust", "will",
     "What you report about such contacts is kept on your personnel file."),
    ("S8.20", "Staff", "must",
     "Remember who can see what you post, above all people from the school, and act with that in mind."),
    ("S8.21", "Trust staff", "can",
     "A sensible amount of private use at school or in the working day is fine."),
    ("S8.22", "Staff", "must not",
     "It must not get in the way of any work."),
    ("S8.23", "Staff", "can only",
     "Private use is only for times when there are no pupils about."),
    ("S8.24", "Staff", "can only",
     "Private use is only for breaks and time that is your own."),
    ("S8.25", "Staff", "can",
     "You may use a trust device, if the site opens on the trust's network."),
    ("S8.26", "Staff", "should",
     "On trust devices, keep private use modest."),
    ("S8.27", "School", "no obligation",
     "The school need not let social media through on its network."),
    ("S8.28", "Staff", "can only",
     "You may use your own phone for this at school only if the school allows phones."),

    ("S9.1", "Staff", "must not",
     "Do not spend too much working time on private social media."),
    ("S9.2", "Staff", "must",
     "Make sure that it never keeps you from your duties."),

    ("S10.1", "Trust", "reserves right",
     "The trust may watch how its internet is used and what is looked at."),
    ("S10.2", "Trust", "reserves right",
     "That goes for private social media too, if it is used on the trust's equipment or network."),

    ("S11.1", "Staff", "may",
     "Breaking this guidance, or misusing social media, can lead to disciplinary action."),
    ("S11.2", "Staff", "may",
     "A serious case, such as bullying a colleague or doing great harm to the trust, may be gross misconduct."),
    ("S11.3", "Staff", "may",
     "Gross misconduct can mean dismissal without notice."),
    ("S11.4", "Volunteers/non-employees", "may",
     "Volunteers and others who are not employed may lose their role after a serious case."),
    ("S11.5", "Headteacher", "must",
     "The headteacher must ask HR for advice before thinking of disciplinary action."),

    ("S12.1", "Staff", "may have",
     "You may see or be told something online that worries you, about someone's safety or the school's name."),
    ("S12.2", "Staff", "should",
     "Go to the headteacher or the school's safeguarding lead with such a worry."),
    ("S12.3", "Staff", "should consider",
     "If pupils or a parent insult or threaten you or a colleague online, think about telling the headteacher."),
    ("S12.4", "Headteacher", "so that",
     "Telling the headteacher lets the right steps be taken."),
    ("S12.5", "Headteacher", "can",
     "Telling the headteacher means that you can be given support."),

    ("A1.1", "Staff", "can",
     "You can get the form from your School Operations Manager or from the trust's HR team."),
    ("A1.2", "Staff", "should",
     "Use the form for contact with pupils or parents."),
    ("A1.3", "Staff", "should",
     "Fill in one form for each person you are in contact with."),
    ("A1.4", "Staff", "should",
     "Give your School Operations Manager a copy of the form."),
    ("A1.5", "Staff", "fields",
     "The form asks for your name, your school, who it is, how you know them, your signature and the date."),
    ("A1.6", "Staff", "reminded",
     "The form repeats the main rules on declaring, on pupils and on parents."),
)
# fmt: on

CLAUSES: tuple[Clause, ...] = tuple(Clause(*row) for row in _TABLE)
"""Every clause, in the order of the guidance."""

_BY_ID = {clause.id: clause for clause in CLAUSES}


def clause(clause_id: str) -> Clause:
    """The clause of that id, such as S8.7. Raises KeyError for an id that is none."""
    return _BY_ID[clause_id]
