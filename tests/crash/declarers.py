"""Eight people of the demo who declare at once until they are killed: `python -m tests.crash.declarers FOLDER SEED`.

What the service has told one of them is done becomes a line of `acknowledged.jsonl`, which outlives them.
"""

from __future__ import annotations

import json
import os
import random
import sys
from datetime import timedelta
from pathlib import Path

import django

DECLARERS = ("priya", "ewa", "callum", "aoife", "nia", "rosa", "meiling", "doris")
ALERT_WITHIN = timedelta(hours=1)


def acknowledge(folder: Path, **what: object) -> None:
    """One line, written at once: what was seen before the kill is there after it."""
    out = os.open(folder / "acknowledged.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(out, json.dumps(what).encode() + b"\n")
    os.close(out)


def declare_until_killed(key: str, folder: Path, seed: str) -> None:
    """Draft, save, sign, fetch the receipt; now and then raise an alert."""
    from tests.friend_who_is_a_parent import a_friend, signature

    from aboveboard.declarations.services.drafts import save_answers, start_draft
    from aboveboard.declarations.services.submit import submit_declarations
    from aboveboard.ledger.filing import filing
    from aboveboard.ledger.receipts import receipt_zip
    from aboveboard.notices.services.alerts import raise_alert
    from aboveboard.notices.targets import ToRole
    from aboveboard.people.demo.seed import persona_people
    from aboveboard.people.models import Engagement
    from aboveboard.people.selectors.actors import get_actor
    from aboveboard.people.selectors.settings import get_settings
    from aboveboard.rules.actor import Role
    from aboveboard.rules.calendar import uk_date
    from aboveboard.web import clock

    chance = random.Random(f"{seed} {key}")
    person = persona_people()[key]
    on = uk_date(clock.now())
    school = Engagement.objects.select_related("school").filter(person=person).latest("from_on").school
    assert school is not None
    actor = get_actor(person, on=on)
    while True:
        now = clock.now()
        draft = start_draft(actor=actor, now=now, answers={"name": {"other_name": "Jo"}})
        context = f"Draft {draft.pk}."
        save_answers(
            actor=actor, draft_id=draft.pk, version=1, answers={"context": {"context": context}}, now=now
        )
        acknowledge(folder, what="draft", id=draft.pk, context=context)
        entry = a_friend(
            actor,
            school_id=school.pk,
            school_key=school.key,
            on=on,
            settings=get_settings(now),
            context=context,
        )
        [filed] = submit_declarations(
            actor=actor, entries=[entry], signature=signature(actor), draft_id=draft.pk, now=now
        )
        acknowledge(folder, what="declaration", reference=filed.reference, person=person.pk, context=context)
        kept = receipt_zip(filed.reference)
        name = f"{filed.reference}.zip"
        (folder / "half").mkdir(exist_ok=True)
        (folder / "half" / name).write_bytes(kept)
        os.replace(folder / "half" / name, folder / "receipts" / name)
        if chance.random() < 0.25:
            with filing(actor=actor, now=clock.now()) as current:
                raised = raise_alert(
                    actor=actor,
                    now=clock.now(),
                    kind="child_at_risk",
                    subject="Somebody needs you now",
                    happened="A child may be at risk.",
                    line=[ToRole(Role.DESIGNATED_SAFEGUARDING_LEAD, school.pk)],
                    answer_within=ALERT_WITHIN,
                    excluding=[person.pk],
                    filing=current,
                )
            acknowledge(folder, what="alert", reference=raised.reference, told=raised.told)


def main(folder: Path, seed: str) -> None:
    (folder / "receipts").mkdir(exist_ok=True)
    # Django and typst are loaded once; nothing is open yet that a fork must not share.

    for key in DECLARERS:
        if not os.fork():
            declare_until_killed(key, folder, seed)
    while True:
        pid, status = os.wait()
        if os.waitstatus_to_exitcode(status) > 0:
            sys.exit(f"declarer {pid} failed")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.config.settings.demo")
    django.setup()
    main(Path(sys.argv[1]), sys.argv[2])
