"""Write the pages of the documentation that the code knows best; with --check, say which of them are out of date.

A page is a function here that returns its text, listed in PAGES by its path from docs/reference, and named in
mkdocs.yml.
"""

import ast
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

GENERATED = "<!-- Made by tools/generate_reference.py from {source}. Change that, then run `make docs`. -->\n"


def table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [headings, tuple("---" for _ in headings), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def clauses() -> str:
    """Every clause of the guidance: what does it, where, and which test shows it."""
    from aboveboard.rules.clauses import CLAUSES

    rows = yaml.safe_load((ROOT / "docs" / "clauses.yaml").read_text(encoding="utf-8"))
    catalogue = {clause.id: clause for clause in CLAUSES}
    if list(rows) != list(catalogue):
        odd = sorted(set(rows) ^ set(catalogue)) or "their order"
        sys.exit(f"docs/clauses.yaml and the clause catalogue differ: {odd}")
    lines, done = [], 0
    for clause, row in rows.items():
        if unknown := set(row) - {"does", "where", "tests", "issue"}:
            sys.exit(f"docs/clauses.yaml: {clause} says {', '.join(sorted(unknown))}, which means nothing")
        if "does" in row and not row.get("tests"):
            sys.exit(f"docs/clauses.yaml: {clause} is said to be done, and no test shows it")
        if "does" not in row and "issue" not in row:
            sys.exit(f"docs/clauses.yaml: {clause} says neither what does it nor which issue will")
        done += "does" in row
        issue = row.get("issue")
        waiting = "" if issue is None else "Not yet." if issue == "later" else f"Not yet (issue {issue})."
        if "does" in row and issue is not None:
            waiting = waiting.replace("Not yet", "The rest: not yet")
        lines.append(
            (
                clause,
                catalogue[clause].sentence,
                " ".join(filter(None, [row.get("does", ""), waiting])),
                ", ".join(place(clause, where) for where in row.get("where", [])),
                ", ".join(shown_by(clause, test) for test in row.get("tests", [])),
            )
        )
    return (
        "# What each clause of the guidance became\n\n"
        f"{len(lines)} clauses, in our own words. {done} are done or begun; the others name the issue that will.\n\n"
        + table(("Clause", "What it says", "What does it", "Where", "Shown by"), lines)
    )


def place(clause: str, where: str) -> str:
    """A link to a page, or the name of a module; exits when there is no such thing."""
    if where.endswith(".md"):
        path = ROOT / where
        if path.exists():
            return f"[{path.stem}]({os.path.relpath(path, REFERENCE)})"
    else:
        base = ROOT.joinpath("src", *where.split("."))
        if base.with_suffix(".py").exists() or (base / "__init__.py").exists():
            return f"`{where.removeprefix('aboveboard.')}`"
    sys.exit(f"docs/clauses.yaml: {clause} is done in {where}, which does not exist")


def shown_by(clause: str, test: str) -> str:
    path, _, name = test.partition("::")
    file = ROOT / path
    if file.exists():
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}:
            return f"`{name}`"
    sys.exit(f"docs/clauses.yaml: {clause} is shown by {test}, which does not exist")


def roles() -> str:
    """Every role, and which addresses each may enter."""
    from aboveboard.rules.actor import Role

    says = {
        Role.STAFF_MEMBER: "Anybody who works for a school or for the trust, agency staff and volunteers too",
        Role.SCHOOL_OPERATIONS_MANAGER: "Receives the declarations of a school",
        Role.SENIOR_LEADER: "Decides what may not fit section 8; receives reports",
        Role.HEADTEACHER: "Leads a school; keeps its list of agreed platforms",
        Role.DESIGNATED_SAFEGUARDING_LEAD: "Is told where a child may be at risk; sees declarations that name a pupil",
        Role.TRUST_HR: "Keeps the personnel files; advises headteachers and line managers",
        Role.TRUST_LEADER: "One level above a headteacher",
        Role.EXECUTIVE_TEAM: "Approves the guidance itself",
        Role.CHAIR: "One level above the trust leader",
        Role.DATA_PROTECTION_OFFICER: "Answers people who ask what is held about them, or complain",
        Role.MONITORING_OFFICER: "Looks after lawful monitoring",
        Role.BOARD_MEMBER: "Sees figures only, never a record",
        Role.AUDITOR: "Sees the ledger's pages only",
        Role.ADMINISTRATOR: "Configures the service and sees no record",
    }
    return (
        "# Roles\n\n"
        "A role is held at a school, or for the whole trust, for a period. A trust may call it by its own word. "
        "One person may hold several.\n\n"
        + table(
            ("Role", "In the code", "What it is for"),
            [(words(role)[:1].upper() + words(role)[1:], f"`{role.value}`", says[role]) for role in Role],
        )
    )


def settings() -> str:
    """Every setting of the decision, as a trust chooses it."""
    from aboveboard.rules.relationships.setting_texts import SETTING_TEXTS, Topic

    page = (
        "# Settings of the decision\n\n"
        f"{len(SETTING_TEXTS)} points on which the guidance is silent or can be read in two ways. The first "
        "choice of each is the default. Where pupils are concerned, a looser choice needs two people, one of "
        "them a safeguarding lead.\n"
    )
    for topic in Topic:
        rows = [
            (
                f"{setting.question}<br>For example: {setting.example}",
                "<br>".join(f"{choice.words} (`{choice.value}`)" for choice in setting.choices),
                "Yes" if setting.about_pupils else "",
                f"`{setting.key}`",
            )
            for setting in SETTING_TEXTS
            if setting.topic is topic
        ]
        page += f"\n## {topic.value}\n\n" + table(("Question", "Choices", "Pupils", "Key"), rows)
    return page


def commands() -> str:
    """Every `aboveboard` command of our own, with its first line of help."""
    django()
    from django.core.management import get_commands, load_command_class

    ours = {name: app for name, app in get_commands().items() if app.startswith("aboveboard.")}
    rows = [
        (
            "`aboveboard decide`",
            "Answer questions from standard input, one JSON object a line, without a database",
        ),
        ("`aboveboard receipt verify`", "Check a receipt, offline, years later"),
        (
            "`aboveboard run`",
            "Web server and worker under one parent, which stops both; a demo unless told otherwise",
        ),
        (
            "`aboveboard witness`",
            "Cosign other people's checkpoints, for an auditor or a neighbouring trust; without a database",
        ),
    ]
    for name, app in sorted(ours.items()):
        command = load_command_class(app, name)
        lines = str(command.help or sys.modules[type(command).__module__].__doc__ or "").strip().splitlines()
        rows.append((f"`aboveboard {name.replace('_', '-')}`", lines[0] if lines else ""))
    return (
        "# Commands\n\n"
        "`aboveboard <command> --help` says more. Django's own commands (`migrate`, `check`) work too.\n\n"
        + table(("Command", "What it does"), sorted(rows))
    )


def states() -> str:
    """Every workflow: which step leads where, who takes it, and for the sake of which clause."""
    from aboveboard.rules.alerts import ALERT_TRANSITIONS
    from aboveboard.rules.transitions import (
        ANSWERERS,
        AUTHOR,
        DECLARATION_TRANSITIONS,
        DESK,
        LEADERS,
        QUESTION_TRANSITIONS,
        REVIEWERS,
        SERVICE,
    )

    groups = (
        (ANSWERERS, "whoever has the question"),
        (DESK, "whoever received it"),
        (LEADERS, "a leader to whom it was sent"),
        (REVIEWERS, "a reviewer to whom it came"),
        (AUTHOR, "its author"),
        (frozenset({SERVICE}), "the service"),
        (frozenset({"told"}), "whoever was told"),
    )

    def listed(by: frozenset[str]) -> str:
        *most, last = sorted(words(name) for name in by)
        return f"{', '.join(most)} and {last}"

    def who(by: frozenset[str]) -> str:
        named: list[str] = []
        for group, name in groups:
            if group <= by:
                named.append(name)
                by -= group
        return ", ".join([*named, *(words(name) for name in sorted(by))])

    workflows = (
        ("A declaration", "It starts as new.", DECLARATION_TRANSITIONS),
        ("A question", "It starts as asked.", QUESTION_TRANSITIONS),
        ("An alert", "It starts as raised.", ALERT_TRANSITIONS),
    )
    page = (
        "# States and steps\n\nWhat may happen to a record, from where, and who may do it. Conditions between people "
        "(nobody deals with their own declaration) stand beside these tables. What the service does, it does by the "
        "clock. Leaders are "
        f"{listed(LEADERS)}; reviewers {listed(REVIEWERS)}. Those who may receive a declaration are {listed(DESK)}.\n"
    )
    for title, first, transitions in workflows:
        rows = [
            (words(state), words(step), words(found.to), who(found.by), found.clause)
            for (state, step), found in transitions.items()
        ]
        page += f"\n## {title}\n\n{first}\n\n"
        page += table(("From", "Step", "To", "Who takes it", "Clause"), rows)
    return page


def routing() -> str:
    """Every matter, and who receives it."""
    from aboveboard.rules.routing import LINES, Reach

    rows = [
        (
            words(matter).capitalize(),
            ", then ".join(
                (words(step.role) if step.role else "line manager")
                + (" (one of them)" if step.reach is Reach.ONE else "")
                for step in line
            ),
            line[0].clause,
        )
        for matter, line in LINES.items()
    ]
    return (
        "# Who receives what\n\n"
        "The first in the line who may receive it does. An empty chair, somebody away, and anybody whom it is about, "
        "who was left out or who works under its author, are passed over. A deputy receives it when the holder "
        "cannot. For the central team, which has no operations manager, trust HR stands in.\n\n"
        + table(("Matter", "Goes to", "Clause"), rows)
    )


def access() -> str:
    """Every address, and who gets in."""
    django()
    from django.urls import get_resolver
    from tests.architecture.access_matrix import EVERYONE, MATRIX, SIGNED_IN, STAFF

    from aboveboard.rules.actor import Role

    relation = {
        "shared with": "whoever it is shared with",
        "told": "those told",
        "told with them": "those told with them",
        "answerer": "whoever has it to answer",
    }

    def who(gets_in: frozenset[str]) -> str:
        for everybody, name in (
            (EVERYONE, "Everybody"),
            (SIGNED_IN, "Everybody who is signed in"),
            (STAFF, "All staff"),
        ):
            if gets_in == everybody:
                return name
        roles = [words(role) for role in Role if role in gets_in]
        relations = sorted(name for name in gets_in if name not in set(Role))
        found = ", ".join([*roles, *(relation.get(name, f"its {name}") for name in relations)])
        return found[:1].upper() + found[1:]

    def address(name: str) -> str:
        resolver = get_resolver()
        namespace, _, last = name.rpartition(":")
        before = ""
        if namespace:
            before, resolver = resolver.namespace_dict[namespace]
        ((pattern, _), *_) = next(iter(resolver.reverse_dict.getlist(last)))[0]
        return "/" + before + re.sub(r"%\((\w+)\)s", r"<\1>", pattern)

    rows = [(f"`{address(row.address)}`", who(row.gets_in)) for row in MATRIX if ":" in row.address]
    return (
        "# Which page is for whom\n\n"
        "To everybody else who is signed in, a page here does not exist, or sends them back; a visitor is sent to sign "
        "in. “Its author” and the like say how somebody stands to the record on the page; where a record decides, the "
        "roles are those to whom the tests' example has come. Every address is tried with every role, each time the "
        "code changes. Signing in, and the pages of one's own account, are left out here.\n\n"
        + table(("Address", "Who"), rows)
    )


def tampering() -> str:
    """Every attack of the tests, and what finds it out."""
    django()
    from tests.ledger.attacks import ATTACKS

    def found(is_found: bool) -> str:
        return "Found" if is_found else "Not found"

    rows = [(each.words, found(each.alone), found(each.own), found(each.outside)) for each in ATTACKS]
    return (
        "# What tampering shows\n\n"
        "Somebody has full write access to the database and has dropped its guards. This is what they may try, and "
        "what `aboveboard ledger verify` finds: by itself; with the checkpoints that they left in the database; and "
        "with one checkpoint that somebody kept outside the trust, when they have deleted all others. Each row is a "
        "test, run on both databases each time the code changes.\n\n"
        + table(("What they do", "By itself", "With what they left", "With one kept outside"), rows)
        + "\nThe last column is the reason to [keep checkpoints](../how-to/auditor.md). A receipt has one in it, too. "
        "What nobody outside has a checkpoint of yet, somebody with both the database and the key can still change.\n"
    )


def words(name: str) -> str:
    """The name of a role, a state or a step, as one reads it."""
    return name.replace("_", " ").replace("trust hr", "trust HR")


def django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.config.settings.test")
    import django

    django.setup()


PAGES: dict[str, tuple[str, Callable[[], str]]] = {
    "access.md": ("tests/architecture/access_matrix.py", access),
    "clauses.md": ("docs/clauses.yaml", clauses),
    "commands.md": ("the commands' own help", commands),
    "roles.md": ("aboveboard.rules.actor", roles),
    "routing.md": ("aboveboard.rules.routing", routing),
    "settings.md": ("aboveboard.rules.relationships.setting_texts", settings),
    "../explanation/tampering.md": ("tests/ledger/attacks.py", tampering),
    "states.md": ("aboveboard.rules.transitions and aboveboard.rules.alerts", states),
}


def main() -> int:
    check = "--check" in sys.argv[1:]
    stale = []
    for name, (source, write) in PAGES.items():
        text = GENERATED.format(source=source) + "\n" + write().rstrip() + "\n"
        path = REFERENCE / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(path.resolve().relative_to(ROOT))
    if check and stale:
        print(f"Out of date: {', '.join(stale)}. Run `python tools/generate_reference.py` and commit them.")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
