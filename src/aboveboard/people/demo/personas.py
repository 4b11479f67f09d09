"""Whom a visitor to the demo may be: one persona for each role and each situation worth trying."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from aboveboard.rules.actor import Role
from aboveboard.rules.relationships.facts import Category

PRIMARY, SECONDARY, SPECIAL, ALL_THROUGH = "ostlebeck", "marrowdale", "fennick", "tarnwick"
MAIL_DOMAIN = "wrenmoor.example"


@dataclass(frozen=True, slots=True)
class Post:
    """A role of a persona. `school` None is the whole trust."""

    role: Role
    school: str | None = None
    deputy: bool = False


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody one may sign in as. `school` is where they work (None: the trust's central team, or nowhere).

    `years` is how long they have been in post; below zero, they start in that many days from now.
    """

    key: str
    given_name: str
    family_name: str
    school: str | None
    job_title: str
    situation: str
    posts: tuple[Post, ...] = ()
    category: Category | None = Category.PERMANENT
    manager: str | None = None
    years: float = 4
    agency: str = ""
    age: int | None = None
    leaves_in_days: int | None = None
    away_days: int = field(default=0)

    @property
    def email(self) -> str:
        return f"{self.key}@{MAIL_DOMAIN}"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def engaged_from(self, on: date) -> date:
        if self.years < 0:
            return on + timedelta(days=round(-self.years))
        return on - timedelta(days=round(self.years * 365.25))


_SOM, _DSL = Role.SCHOOL_OPERATIONS_MANAGER, Role.DESIGNATED_SAFEGUARDING_LEAD
_LEADER, _HEAD = Role.SENIOR_LEADER, Role.HEADTEACHER
_CASUAL, _AGENCY, _VOLUNTEER = Category.CASUAL, Category.AGENCY, Category.VOLUNTEER

PERSONAS: tuple[Persona, ...] = (
    # Ostlebeck, the primary of 30 staff: few people, many hats.
    Persona("priya", "Priya", "Raman", PRIMARY, "Year 4 teacher", "Has a friend who is a parent at her school.", manager="tom", years=5),
    Persona("dele", "Dele", "Adeyemi", PRIMARY, "School operations manager", "Receives declarations, and is also a parent at the school.", (Post(_SOM, PRIMARY),), manager="siobhan", years=7),
    Persona("siobhan", "Siobhán", "Ní Dhomhnaill", PRIMARY, "Headteacher", "Is also the designated safeguarding lead.", (Post(_HEAD, PRIMARY), Post(_DSL, PRIMARY)), manager="imelda", years=9),
    Persona("tom", "Tom", "Whitlock", PRIMARY, "Deputy headteacher", "Gets a copy of what is declared; stands in for the safeguarding lead.", (Post(_LEADER, PRIMARY), Post(_DSL, PRIMARY, deputy=True)), manager="siobhan", years=6),
    Persona("ewa", "Ewa", "Kowalczyk", PRIMARY, "Teaching assistant", "Her son is in Year 5 here, and she is in the class parents' group.", manager="tom", years=3),
    Persona("jamal", "Jamal", "Haddad", PRIMARY, "Reading volunteer", "Helps on Tuesdays; volunteers are covered too.", category=_VOLUNTEER, manager="tom", years=1),
    Persona("grace", "Grace", "Liu", PRIMARY, "Supply teacher", "Comes from an agency until the end of term.", category=_AGENCY, agency="Kestrel Supply", manager="tom", years=0.2, leaves_in_days=40),
    # Marrowdale, the secondary with a sixth form.
    Persona("anand", "Anand", "Krishnamurthy", SECONDARY, "Headteacher", "Decides what is serious; keeps the list of agreed platforms.", (Post(_HEAD, SECONDARY),), manager="imelda", years=4),
    Persona("helen", "Helen", "Prosser", SECONDARY, "School operations manager", "The busiest desk of the trust.", (Post(_SOM, SECONDARY),), manager="anand", years=11),
    Persona("marek", "Marek", "Nowak", SECONDARY, "Office manager", "Stands in for the operations manager.", (Post(_SOM, SECONDARY, deputy=True),), manager="helen", years=3),
    Persona("yusuf", "Yusuf", "Demir", SECONDARY, "Assistant headteacher", "The safeguarding lead, away this week: the deputy covers.", (Post(_DSL, SECONDARY), Post(_LEADER, SECONDARY)), manager="anand", years=8, away_days=5),
    Persona("rachel", "Rachel", "Okafor", SECONDARY, "Pastoral lead", "Stands in for the safeguarding lead, who is away.", (Post(_DSL, SECONDARY, deputy=True),), manager="yusuf", years=5),
    Persona("beth", "Beth", "Carraway", SECONDARY, "Head of sixth form", "A senior leader, asked about ties that may not fit section 8.", (Post(_LEADER, SECONDARY),), manager="anand", years=10),
    Persona("callum", "Callum", "Reid", SECONDARY, "PE teacher", "Coaches a running club in the town, where some pupils run.", manager="beth", years=2),
    Persona("aoife", "Aoife", "Brennan", SECONDARY, "Mathematics teacher", "Her nephew, 17, is in the sixth form.", manager="beth", years=6),
    Persona("zainab", "Zainab", "Hussain", SECONDARY, "Trainee teacher", "Was a pupil here four years ago; her friends were too.", category=Category.TEMPORARY, manager="beth", years=0.2, age=22),
    Persona("leo", "Leo", "Marchetti", SECONDARY, "Apprentice technician", "Is 17 himself, and has friends in the sixth form.", category=Category.TEMPORARY, manager="marek", years=0.3, age=17),
    Persona("nia", "Nia", "Pugh", SECONDARY, "History teacher", "Is married to the site manager.", manager="beth", years=7),
    Persona("gareth", "Gareth", "Pugh", SECONDARY, "Site manager", "Is married to a history teacher here.", manager="helen", years=12),
    Persona("amara", "Amara", "Nwosu", SECONDARY, "Science teacher", "Has the job, but does not start until next month.", manager="beth", years=-30),
    # Fennick Lodge, the special school, has nobody in the operations manager's chair.
    Persona("olena", "Olena", "Shevchenko", SPECIAL, "Headteacher", "Her school has no operations manager just now.", (Post(_HEAD, SPECIAL), Post(_LEADER, SPECIAL)), manager="imelda", years=2),
    Persona("patrick", "Patrick", "Mbeki", SPECIAL, "Deputy headteacher", "Safeguarding lead of a special school.", (Post(_DSL, SPECIAL), Post(_LEADER, SPECIAL)), manager="olena", years=6),
    Persona("rosa", "Rosa", "Delgado", SPECIAL, "Teaching assistant", "Fosters a pupil of her school.", manager="patrick", years=4),
    # Tarnwick, the all-through school.
    Persona("fiona", "Fiona", "McAllister", ALL_THROUGH, "Principal", "Headteacher of an all-through school.", (Post(_HEAD, ALL_THROUGH), Post(_LEADER, ALL_THROUGH)), manager="imelda", years=5),
    Persona("sunil", "Sunil", "Perera", ALL_THROUGH, "School operations manager", "Has asked all staff for their declarations this month.", (Post(_SOM, ALL_THROUGH),), manager="fiona", years=3),
    Persona("hannah", "Hannah", "Goldberg", ALL_THROUGH, "Designated safeguarding lead", "Sees every declaration that names a pupil.", (Post(_DSL, ALL_THROUGH),), manager="fiona", years=4),
    Persona("kwame", "Kwame", "Boateng", ALL_THROUGH, "Vice principal", "A senior leader, and deputy safeguarding lead.", (Post(_LEADER, ALL_THROUGH), Post(_DSL, ALL_THROUGH, deputy=True)), manager="fiona", years=6),
    Persona("meiling", "Mei-Ling", "Tan", ALL_THROUGH, "Computing teacher", "New this term; a parent has asked to follow her.", manager="kwame", years=0.2),
    Persona("doris", "Doris", "Hale", ALL_THROUGH, "Midday supervisor", "Casual staff; grandmother of two pupils.", category=_CASUAL, manager="sunil", years=14),
    # The trust's own team, its board and those from outside.
    Persona("imelda", "Imelda", "Forsyth", None, "Trust leader", "Leads the trust; what concerns a headteacher comes to her.", (Post(Role.TRUST_LEADER), Post(Role.EXECUTIVE_TEAM)), years=6),
    Persona("farah", "Farah", "Siddiqui", None, "Director of education", "Executive team, and the trust's safeguarding lead.", (Post(Role.EXECUTIVE_TEAM), Post(_DSL)), manager="imelda", years=5),
    Persona("joanne", "Joanne", "Tully", None, "Head of people", "Trust HR: keeps the personnel files.", (Post(Role.TRUST_HR),), manager="imelda", years=8),
    Persona("ravi", "Ravi", "Menon", None, "People adviser", "Trust HR, second in line.", (Post(Role.TRUST_HR, deputy=True),), manager="joanne", years=2),
    Persona("klaus", "Klaus", "Brandt", None, "Data protection officer", "Answers what people ask about their data.", (Post(Role.DATA_PROTECTION_OFFICER),), manager="imelda", years=3),
    Persona("dominic", "Dominic", "Yates", None, "Monitoring officer", "Looks after the monitoring of the trust's own systems.", (Post(Role.MONITORING_OFFICER),), manager="imelda", years=4),
    Persona("lucy", "Lucy", "Ferrand", None, "Systems administrator", "Sets Aboveboard up; sees no records.", (Post(Role.ADMINISTRATOR),), manager="joanne", years=3),
    Persona("owen", "Owen", "Teague", None, "IT support analyst", "The second administrator.", (Post(Role.ADMINISTRATOR, deputy=True),), manager="lucy", years=1),
    Persona("edmund", "Edmund", "Achebe", None, "Chair of trustees", "What concerns the trust leader comes to him.", (Post(Role.CHAIR), Post(Role.BOARD_MEMBER)), category=None),
    Persona("beatrice", "Beatrice", "Quaye", None, "Trustee", "Board member: sees figures, never names.", (Post(Role.BOARD_MEMBER),), category=None),
    Persona("harold", "Harold", "Finch", PRIMARY, "Local board member", "Sits on a school's local board, and may ask about himself.", (Post(Role.BOARD_MEMBER, PRIMARY),), category=Category.LAB_MEMBER, years=2),
    Persona("ingrid", "Ingrid", "Solberg", None, "Auditor", "From outside; checks the ledger and sees nothing else.", (Post(Role.AUDITOR),), category=None),
)  # fmt: skip

PERSONAS_BY_KEY: dict[str, Persona] = {persona.key: persona for persona in PERSONAS}
