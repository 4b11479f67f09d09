"""A child may be at risk: first on every page, and a button that really tells somebody."""

from tests.declarations.asking.journey import PUPIL_IN_TOUCH, PUPIL_WHO_ASKED, Journey, walked

from aboveboard.ledger.models import Entry
from aboveboard.notices.models import Alert
from aboveboard.notices.services.alerts import acknowledge_alert

ALERT = "/ask/alert/"


def first_words(page) -> str:
    return page.texts("main//h2")[0]


def at_risk(school) -> Journey:
    return walked(school.pages(school.teacher), (*PUPIL_WHO_ASKED[:2], {"child_at_risk": "unsure"}))


def test_it_stands_first_on_every_page_from_then_on_with_names_and_numbers(school):
    journey = at_risk(school)
    for _ in range(2):
        assert first_words(journey.page).startswith("A child may be at risk")
        assert journey.page.text.index("A child may be at risk") == 0
        assert "Lena Lead" in journey.page.text
        assert "01632" in journey.page.text
        assert "Nobody has been told yet." in journey.page.text
        journey.go(**PUPIL_IN_TOUCH[3])
    assert journey.page.h1.startswith("Tell the safeguarding lead now.")


def test_it_can_be_said_on_any_page(school):
    journey = Journey(school.pages(school.teacher))
    assert not Alert.objects.exists()
    journey.go("at_risk", platforms=["whatsapp"])
    assert first_words(journey.page).startswith("A child may be at risk")
    assert [box.get("value") for box in journey.page.all("input[@checked]")] == ["whatsapp"]


def test_the_button_tells_them_once_however_often_it_is_pressed(school):
    journey = at_risk(school)
    form = journey.form(ALERT)
    journey.press(ALERT)
    assert "Lena Lead was told at" in journey.page.text
    assert "Nobody has been told yet." not in journey.page.text
    journey.pages.post(ALERT, form)
    assert Alert.objects.count() == 1
    assert Entry.objects.filter(kind="alert.raised").count() == 1


def test_the_pages_after_it_say_who_has_been_told_and_who_has_it(school, now):
    journey = at_risk(school)
    journey.press(ALERT)
    assert "Nobody has said yet that they have it." in journey.page.text
    alert = Alert.objects.get()
    acknowledge_alert(actor=school.actor(school.lead), now=now, reference=alert.reference)
    journey.go(**PUPIL_IN_TOUCH[3])
    assert "Lena Lead has it since 10:00am." in journey.page.text


def test_what_is_told_names_nobody_but_the_asker(school):
    journey = at_risk(school)
    journey.press(ALERT)
    alert = Alert.objects.get()
    assert "Tia Teacher" in alert.happened
    assert "instagram" not in alert.happened


def test_a_safeguarding_lead_who_asks_is_not_told_by_themselves(school):
    journey = walked(school.pages(school.lead), (*PUPIL_WHO_ASKED[:2], {"child_at_risk": "yes"}))
    journey.press(ALERT)
    assert "Hana Head was told" in journey.page.text


def test_a_made_up_reference_raises_nothing(school):
    journey = at_risk(school)
    journey.pages.post(ALERT, {**journey.form(ALERT), "alert_reference": "AB-1"}, status=404)
    assert not Alert.objects.exists()


def test_contact_is_not_cut_off_and_evidence_is_kept(school):
    journey = at_risk(school)
    journey.go(**PUPIL_IN_TOUCH[3])
    steps = journey.page.texts("main//ul[contains(@class, 'govuk-list--bullet')][1]/li")
    assert not [step for step in steps if "end the contact" in step.lower()]
    assert [step for step in steps if "Delete nothing" in step]
