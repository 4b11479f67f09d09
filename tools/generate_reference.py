"""Write the pages of docs/reference that the code knows best; with --check, say which of them are out of date.

A page is a function here that returns its text, listed in PAGES, and named in mkdocs.yml.
"""

import ast
import os
import sys
from collections.abc import Callable
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
sys.path.insert(0, str(ROOT / "src"))

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
            [(role.value.replace("_", " ").capitalize(), f"`{role.value}`", says[role]) for role in Role],
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


def django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.config.settings.test")
    import django

    django.setup()


PAGES: dict[str, tuple[str, Callable[[], str]]] = {
    "clauses.md": ("docs/clauses.yaml", clauses),
    "commands.md": ("the commands' own help", commands),
    "roles.md": ("aboveboard.rules.actor", roles),
    "settings.md": ("aboveboard.rules.relationships.setting_texts", settings),
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
            print(f"docs/reference/{name}")
    if check and stale:
        print(f"Out of date: {', '.join(stale)}. Run `python tools/generate_reference.py` and commit them.")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
