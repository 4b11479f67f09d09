"""The room's pages, as people use them."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from tests.pages import Pages
from tests.people.world import World

from aboveboard.people import settings_effects
from aboveboard.people.models import AgreedPlatform, Engagement, Person, RoleHolding, Trust
from aboveboard.people.selectors.settings import get_settings
from aboveboard.people.settings_effects import Effect
from aboveboard.rules.actor import Role

pytestmark = pytest.mark.usefixtures("fixed_clock")


def pages_of(world: World, *roles: Role, central: bool = False) -> Pages:
    return Pages.of(world.staff("", *roles, central=central).user)


def test_a_headteacher_agrees_a_platform_and_takes_it_off_again(world: World) -> None:
    pages = pages_of(world, Role.HEADTEACHER)
    assert "Nothing is agreed" in pages.get(reverse("people:platforms")).text
    assert pages.post(reverse("people:agree_platform"), {}).problems
    page = pages.send(
        reverse("people:agree_platform"),
        {
            "school": world.hill.pk,
            "platform": "teams",
            "audience": "pupils",
            "purpose": "Homework",
            "one_to_one": "no",
        },
    )
    assert "Microsoft Teams" in page.text
    assert "Take off the list" in page.text
    teacher = pages_of(world).get(reverse("people:platforms"))
    assert "Homework" in teacher.text
    assert "Take off" not in teacher.text
    agreed = AgreedPlatform.objects.get()
    assert "Ends after" in pages.send(reverse("people:end_platform", args=[agreed.pk])).text


def test_a_headteacher_cannot_agree_for_another_school(world: World) -> None:
    pages = pages_of(world, Role.HEADTEACHER)
    fields = {
        "school": world.lake.pk,
        "platform": "teams",
        "audience": "pupils",
        "purpose": "x",
        "one_to_one": "no",
    }
    assert pages.post(reverse("people:agree_platform"), fields).problems


def _topic_fields(page) -> dict[str, str]:
    return {radio.get("name"): radio.get("value") for radio in page.all("input[@type='radio'][@checked]")}


def test_trust_hr_changes_a_setting_and_a_safeguarding_lead_confirms(world: World, now, monkeypatch) -> None:
    monkeypatch.setattr(settings_effects, "_registered", {})
    settings_effects.register(
        "test", lambda before, after, at: (Effect(2, "Two declarations would change."),)
    )
    hr = pages_of(world, Role.TRUST_HR, central=True)
    assert "our defaults" in hr.get(reverse("people:settings")).text
    topic = reverse("people:settings_topic", args=["ties"])
    fields = _topic_fields(hr.get(topic)) | {"community_tie_with_pupil": "accept"}
    check = hr.post(topic, fields)
    assert "Two declarations would change." in check.text
    assert "takes two people" in check.text
    hidden = {name: value for name, value in check.hidden().items() if name != "csrfmiddlewaretoken"}
    again = hr.post(reverse("people:propose_settings"), hidden)
    assert again.problems
    page = hr.send(reverse("people:propose_settings"), hidden | {"reason": "The board asked"})
    assert "waits for a second person" in page.text
    assert "not the one who asked for it" in page.text
    assert [button.text.strip() for button in page.all("button[@name='step']")] == ["Withdraw"]
    lead = pages_of(world, Role.DESIGNATED_SAFEGUARDING_LEAD)
    assert "The board asked" in lead.get(reverse("people:settings")).text
    done = lead.send(_decide(lead), {"step": "confirm"})
    assert "confirmed and in force" in done.text
    assert get_settings(now).community_tie_with_pupil == "accept"
    back = hr.post(reverse("people:adopt_defaults"))
    assert back.h1 == "What would change"


def _decide(pages: Pages) -> str:
    forms = pages.get(reverse("people:settings")).all("form[@method='post'][contains(@action, 'changes')]")
    return forms[0].get("action")


def test_when_nothing_is_changed_the_page_says_so(world: World) -> None:
    hr = pages_of(world, Role.TRUST_HR, central=True)
    topic = reverse("people:settings_topic", args=["parents"])
    assert "Nothing" in hr.post(topic, _topic_fields(hr.get(topic))).text
    hr.get(reverse("people:settings_topic", args=["nonsense"]), status=404)


def test_an_administrator_adds_somebody_and_gives_them_a_role(world: World, commit_hooks) -> None:
    pages = pages_of(world, Role.ADMINISTRATOR, central=True)
    assert "Nobody holds: headteacher" in pages.get(reverse("people:roles")).text
    day = {"from_on-day": "1", "from_on-month": "9", "from_on-year": "2026"}
    person = {
        "given_name": "New", "family_name": "Head", "email": "new.head@example.test",
        "school": world.hill.pk, "job_title": "Headteacher", "category": "permanent",
    }  # fmt: skip
    assert pages.post(reverse("people:add_staff"), {}).problems
    with commit_hooks():
        pages.send(reverse("people:add_staff"), person | day)
    assert pages.post(reverse("people:add_staff"), person | day).problems
    role = {"email": "new.head@example.test", "role": "headteacher", "school": world.hill.pk}
    page = pages.send(reverse("people:grant_role"), role | day)
    assert "New Head" in page.text
    assert "already" in pages.post(reverse("people:grant_role"), role | day).problems[0]
    unknown = pages.post(reverse("people:grant_role"), role | day | {"email": "who@example.test"})
    assert "Nobody here" in unknown.problems[0]
    added = Person.objects.get(user__email="new.head@example.test")
    days = {
        f"{name}-{part}": value
        for name in ("from_on", "until_on")
        for part, value in {"day": "23", "month": "11", "year": "2026"}.items()
    }
    assert "away today" in pages.send(reverse("people:away", args=[added.pk]), days).text
    assert "away today" not in pages.send(reverse("people:back", args=[added.pk])).text
    holding = RoleHolding.objects.get(person=added)
    last = {"last_on-day": "23", "last_on-month": "11", "last_on-year": "2026"}
    assert "until 23 November 2026" in pages.send(reverse("people:end_role", args=[holding.pk]), last).text


def test_an_administrator_is_not_offered_to_end_their_own_role(world: World) -> None:
    pages = pages_of(world, Role.ADMINISTRATOR, central=True)
    assert not [words for words in pages.get(reverse("people:roles")).links if words.startswith("End")]


def test_an_administrator_keeps_the_trusts_words(world: World) -> None:
    pages = pages_of(world, Role.ADMINISTRATOR, central=True)
    page = pages.get(reverse("people:trust"))
    fields = {
        box.get("name"): box.get("value", "")
        for box in page.all("main//input[@type='text' or @type='email']")
    }
    changed = fields | {"name": "New Name Trust", "school_operations_manager": "school business manager"}
    pages.send(reverse("people:trust"), changed)
    trust = Trust.objects.get()
    assert (trust.name, trust.labels) == (
        "New Name Trust",
        {"school_operations_manager": "school business manager"},
    )
    assert "school business manager" in pages.get(reverse("people:roles")).text
    assert (
        "Moor End"
        in pages.send(
            reverse("people:add_school"),
            {"name": "Moor End", "phase": "Primary", "telephone": "01632 960009"},
        ).text
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_roles_page_costs_the_same_for_few_and_many(
    world: World, rows: int, django_assert_num_queries
) -> None:
    pages = pages_of(world, Role.ADMINISTRATOR, central=True)
    for _ in range(rows):
        world.staff("", Role.HEADTEACHER)
    pages.get(reverse("people:roles"))
    with django_assert_num_queries(8):
        pages.client.get(reverse("people:roles"))


def test_setting_up_names_the_trust_and_lets_its_administrator_in(db: None) -> None:
    said = io.StringIO()
    arguments = (
        "--trust=First Trust",
        "--given-name=Ada",
        "--family-name=Admin",
        "--email=ada@example.test",
        "--school=Moor End Primary",
    )
    call_command("setup", *arguments, stdout=said)
    assert Trust.objects.get().name == "First Trust"
    admin = Person.objects.get(user__email="ada@example.test")
    assert RoleHolding.objects.get(person=admin).role == Role.ADMINISTRATOR
    assert Engagement.objects.get(person=admin).school is None
    link = said.getvalue().split()[-1]
    form = Pages().leads_to(link.split("8000")[1])
    assert form.endswith("set-password/")
    with pytest.raises(CommandError, match="already"):
        call_command("setup", *arguments)
