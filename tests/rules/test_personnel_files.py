"""Who may open whose file, held against a table written from the guidance and the house's rules, not from the code."""

import pytest

from aboveboard.rules.actor import Actor, Role, SystemActor, holdings
from aboveboard.rules.personnel_files import OPENERS, FileOwner, may_open_file, may_see_entry

OAK, ELM = 1, 2
TEACHER = FileOwner(100, school_ids=frozenset({OAK}))
HEAD = FileOwner(100, school_ids=frozenset({OAK}), roles=frozenset({Role.HEADTEACHER}))
CENTRAL = FileOwner(100, central=True, roles=frozenset({Role.TRUST_HR}))
LEADER = FileOwner(100, central=True, roles=frozenset({Role.TRUST_LEADER}))
LEAVER = FileOwner(100)
OWNERS = {"teacher": TEACHER, "head": HEAD, "central": CENTRAL, "leader": LEADER, "leaver": LEAVER}

OPENS = {
    (Role.TRUST_HR, None): {"teacher", "head", "central", "leaver"},
    (Role.TRUST_HR, OAK): {"teacher", "head"},
    (Role.TRUST_HR, ELM): set(),
    (Role.HEADTEACHER, OAK): {"teacher"},
    (Role.HEADTEACHER, ELM): set(),
    (Role.TRUST_LEADER, None): {"head", "central"},
    (Role.CHAIR, None): {"leader"},
}


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize(
    ("role", "school"), [*OPENS, *((role, OAK) for role in Role if role not in OPENERS)], ids=str
)
def test_who_opens_whose_file(role, school, owner):
    actor = Actor(1, "person-1", "A", holdings((role, school)))
    assert bool(may_open_file(actor, OWNERS[owner])) is (owner in OPENS.get((role, school), set()))


@pytest.mark.parametrize("role", list(Role))
def test_nobody_opens_their_own_file_here_nor_that_of_somebody_they_work_under(role):
    actor = Actor(1, "person-1", "A", holdings(role))
    for owner in (FileOwner(1, school_ids=frozenset({OAK})), FileOwner(2, below_ids=frozenset({1}))):
        assert not may_open_file(actor, owner)


def test_an_entry_is_seen_by_its_owner_always_and_never_by_somebody_it_mentions():
    hr = Actor(1, "person-1", "A", holdings(Role.TRUST_HR))
    owner = Actor(100, "person-100", "B", holdings((Role.STAFF_MEMBER, OAK)))
    assert may_see_entry(hr, TEACHER, frozenset())
    assert not may_see_entry(hr, TEACHER, frozenset({1}))
    assert may_see_entry(owner, TEACHER, frozenset({100}))
    assert may_see_entry(SystemActor("sweep"), TEACHER, frozenset({1}))


def test_a_refusal_to_open_a_file_is_the_same_as_for_a_file_that_does_not_exist():
    refused = may_open_file(Actor(1, "person-1", "A"), TEACHER)
    assert refused.ground == "not_here"
