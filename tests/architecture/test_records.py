"""What is filed can be found, given to whom it concerns, and erased; what is personal has its place in a list."""

from collections.abc import Iterable

from django.db import models
from tests.architecture.rooms import modules_of, our_models
from tests.architecture.rooms import sources as product_modules

from aboveboard.ledger import kinds, sources

# Kinds that name no record of a room above: the ledger's own.
OF_THE_LEDGER = {"entry.erased"}
# Rooms that file and do not yet register their records. Take a room out when it does.
WAITING: set[str] = set()

# Every table that keeps something about a person, and how that is found and erased.
FILED = "with the record that is filed: its room's record source finds and erases it"
WITH = "with the row that it belongs to, which takes it along"
ROSTER = "with the person, when no record needs them any longer"
PERSONAL = {
    "declarations.Declaration": FILED,
    "declarations.DeclarationBar": WITH,
    "declarations.DeclarationEvent": WITH,
    "declarations.DeclarationRecipient": WITH,
    "declarations.Draft": "by itself, when it expires",
    "declarations.KeptAnswer": FILED,
    "declarations.NamedPersonRequest": "three years after it was answered",
    "declarations.Question": FILED,
    "declarations.Round": "with its answers",
    "declarations.RoundAnswer": FILED,
    "ledger.Entry": "by an erasure entry, asked for through the record source of its kind",
    "ledger.FiledPart": WITH,
    "notices.Alert": FILED,
    "notices.AlertTold": WITH,
    "notices.Delivery": WITH,
    "notices.Letter": "a year after it was written",
    "notices.Notice": "a year after it was sent",
    "people.Absence": "a year after it ends",
    "people.AgreedPlatform": FILED,
    "people.CheckpointAddress": "when it is taken off the list",
    "people.Engagement": ROSTER,
    "people.Enrolment": ROSTER,
    "people.ParentLink": ROSTER,
    "people.Person": ROSTER,
    "people.PersonSource": ROSTER,
    "people.RecordedDecision": FILED,
    "people.RoleHolding": FILED,
    "people.RosterUpload": "when it is taken in, or a day after it was handed in",
    "people.School": "when somebody else answers the telephone",
    "people.SettingsRevision": FILED,
    "people.User": ROSTER,
    "personnel.FileEntry": FILED,
    "personnel.FileLook": FILED,
    "personnel.FileMention": WITH,
}


def keeps_personal_data(model: type[models.Model]) -> bool:
    says = (model.__doc__ or "").partition("Personal data:")[2].strip()
    return not says.startswith(("none.", "none;"))


def test_every_table_with_personal_data_says_how_it_is_erased():
    personal = {model._meta.label for model in our_models() if keeps_personal_data(model)}
    unsaid, gone = sorted(personal - set(PERSONAL)), sorted(set(PERSONAL) - personal)
    assert not unsaid, "say in PERSONAL how these are found and erased"
    assert not gone, "these keep nothing personal, or are no longer there"


def of_the_product(names: Iterable[str]) -> set[str]:
    """Those that the product's own modules name; tests register kinds of their own."""
    text = "".join(path.read_text(encoding="utf-8") for path in product_modules())
    return {name for name in names if f'"{name}"' in text} - OF_THE_LEDGER


def filed_and_sourced() -> tuple[set[str], set[str]]:
    list(modules_of("services"))  # kinds are registered where they are used
    return of_the_product(kinds.list_kinds()), of_the_product(
        source.kind for source in sources.list_sources()
    )


def test_everything_that_is_filed_has_a_record_source():
    filed, sourced = filed_and_sourced()
    assert sourced <= filed, "these sources are of kinds that nobody files"
    missing = {kind for kind in filed - sourced if kind.split(".")[0] not in WAITING}
    assert not missing, "register a record source for these in the room's AppConfig.ready"


def test_no_room_is_excused_that_needs_no_excuse():
    filed, sourced = filed_and_sourced()
    for room in WAITING:
        mine = {kind for kind in filed if kind.split(".")[0] == room}
        assert mine - sourced, f"{room} registers everything now: take it out of WAITING"
