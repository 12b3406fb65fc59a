"""What builds trust on a pilot's page: why, who, with whom, who pays, what is seen, what kept."""

from decimal import Decimal

import pytest

from app.labels_pilot import SENSORS
from app.labels_sensor import SIGHT
from app.services import pilot as service
from models.base import Translated
from models.errors import FieldError
from models.pilot import LegalBasis
from tests.factories import indicator as indicators
from tests.factories import pilot as pilots
from tests.factories.account import acting, member, organisation, staff
from tests.factories.application import booked
from tests.factories.form import filled
from tests.factories.testbed import testbed
from tests.page import read_page, words_of
from views.indicator_words import _charts_of, lines

ORDER = ("about", "measured", "data", "who", "take-part", "questions")


def shown(client, made, lang="en"):
    return client.page(f"/{lang}/pilots/{made.slug}")


def part(page, name):
    """Return the words of a section by the id of its heading."""
    (found,) = [one for one in page.all("section") if one.get("aria-labelledby") == name]
    return words_of(found)


def trusted(**values):
    return pilots.running(
        why=Translated("Miksi fi", "Varför sv", "Why en"), partners="Kaveri Oy\nYhdistys ry",
        participation=Translated("Tule", "Kom", "Come"), sensors=[{"type": "radar", "count": 2}],
        contact_name="Kaisa Kysyttävä", **values,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "why", "looks"),
    [("fi", "Miksi fi", "Ei ota kuvia"), ("sv", "Varför sv", "Tar inga bilder"),
     ("en", "Why en", "Takes no pictures")],
)  # fmt: skip
def test_everything_is_told_in_the_readers_language_and_in_order(client, session, lang, why, looks):
    page = shown(client, trusted(), lang)
    assert why in part(page, "about")
    assert looks in part(page, "measured")
    for name in ("Kaveri Oy", "Yhdistys ry"):
        assert name in part(page, "who")
    assert "Kaisa Kysyttävä" in part(page, "questions")
    headings = [one.get("id") for one in page.all("h2") if one.get("id") in ORDER]
    assert headings == list(ORDER)


@pytest.mark.parametrize(
    ("money", "words"),
    [(None, "What is paid for it has not been told."), (0, "Paid by the cityNothing"),
     (15_000, "Paid by the city€15,000 (without VAT)")],
)  # fmt: skip
def test_who_pays_is_told_apart_from_not_told(client, session, money, words):
    assert words in part(shown(client, pilots.running(money_eur=money)), "who")


def test_who_else_pays_is_told(client, session):
    made = pilots.running(funding=Translated("Loput", "Resten", "The rest"))
    told = part(shown(client, made), "who")
    assert "The rest" in told
    assert "has not been told" not in told


def test_personal_data_comes_with_its_controller_right_and_time(client, session):
    made = pilots.running(
        personal_data=True, controller="Lamput Oy", legal_basis=LegalBasis.CONSENT,
        kept_for=Translated("Vuoden", "Ett år", "One year"), notice_url="https://lamput.example/t",
        collected=Translated("Ääni", "Röst", "Your voice"),
    )  # fmt: skip
    page = shown(client, made)
    told = part(page, "data")
    for one in ("Lamput Oy", "Consent of those who take part", "One year", "Your voice"):
        assert one in told
    assert page.all("a", href="https://lamput.example/t")
    assert page.all("a", href="/en/privacy#pilots")


def test_the_first_things_to_know_are_in_the_head_of_the_page(client, session):
    page = shown(client, trusted(personal_data=False))
    (glance,) = page.all("ul", class_="glance")
    told = words_of(glance)
    for one in ("Until", "Helsinki", "Movement (radar)", "No personal data is collected"):
        assert one in told


def test_a_blurred_place_gives_no_address(client, session):
    place = testbed("helsinki", blur=True, address="Salainen katu 1")
    told = part(shown(client, pilots.running(testbed=place)), "about")
    assert "Salainen" not in told
    assert "exact spot is not shown" in told
    plain = testbed("helsinki", address="Testikatu 1")
    assert "Testikatu 1" in part(shown(client, pilots.running(testbed=plain)), "about")


def test_every_kind_of_sensor_is_explained():
    assert set(SIGHT) == set(SENSORS)


def test_indicators_of_what_runs_are_public_but_never_their_results(client, session):
    made = pilots.running()
    named = {"name": Translated("Valo", "Ljus", "Light"), "result": Decimal(7391)}
    indicators.indicator(made, "12", **named)
    page = shown(client, made)
    told = part(page, "numbers")
    assert "Light" in told
    assert "12" in told
    assert "7391" not in told.replace(",", "")
    for hidden in (pilots.ended(), pilots.ready()):
        indicators.indicator(hidden, "12")
        assert not [one for one in shown(client, hidden).all("h2") if one.get("id") == "numbers"]


def test_no_chart_draws_a_result_before_it_is_told(app, session):
    made = pilots.running()
    one = indicators.indicator(made, "12", "11", result=Decimal(7391))
    with app.test_request_context("/en/"):
        (line,) = lines([one])
        for is_told in (True, False):
            charts = _charts_of(line, is_told=is_told)
            drawn = {bar.value for chart in charts for bar in chart.bars}
            assert charts
            assert (7391.0 in drawn) is is_told


@pytest.fixture
def scene(session):
    author = member(organisation("Lamput Oy"))
    return booked(testbed("helsinki"), author=author), author


def test_the_company_writes_it_all_in_three_languages(client, scene, sign_in, session):
    made, author = scene
    sign_in(author)
    path = f"/en/my/pilots/{made.id}"
    texts = {
        f"{name}_{lang}": f"{name} {lang}"
        for name in ("why", "collected", "kept_for", "funding") for lang in ("fi", "sv", "en")
    }  # fmt: skip
    answers = filled(client.page(path)) | texts | {
        "partners": " Kaveri Oy \n\nKaveri Oy\nYhdistys ry", "legal_basis": "consent",
        "notice_url": "lamput.example/t", "contact_name": "Kaisa", "money_eur": "0",
        "personal_data": "yes",
    }  # fmt: skip
    assert client.post(path, data=answers).status_code == 303
    session.refresh(made)
    assert made.partners == "Kaveri Oy\nYhdistys ry"
    assert made.legal_basis is LegalBasis.CONSENT
    assert made.notice_url == "https://lamput.example/t"
    assert (made.contact_name, made.money_eur) == ("Kaisa", 0)
    assert made.why == Translated("why fi", "why sv", "why en")
    again = filled(client.page(path))
    assert {name: again[name] for name in texts} == {n: [words] for n, words in texts.items()}
    assert again["legal_basis"] == ["consent"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"notice_url": "javascript:alert(1)"}, "Check the web address."),
        ({"partners": "\n".join(f"Kumppani {n}" for n in range(21))}, "Name at most 20 partners"),
        ({"kept_for_sv": "x" * 201}, "Shorten this by 1 character."),
        ({"legal_basis": "because"}, "Choose one of these."),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(client, scene, sign_in, changes, words):
    made, author = scene
    sign_in(author)
    path = f"/en/my/pilots/{made.id}"
    answer = client.post(path, data=filled(client.page(path)) | {"why_fi": "Säilyy"} | changes)
    assert answer.status_code == 422
    page = read_page(answer)
    assert words in page.text
    assert "Säilyy" in page.text


def test_what_a_field_cannot_hold_is_refused_past_the_form_too(scene):
    made, author = scene
    with pytest.raises(FieldError, match="web_address_needed"):
        service.edit_public(acting(author), made.id, made.version, {"notice_url": "javascript:x"})
    with pytest.raises(FieldError, match="not_a_choice"):
        service.edit_public(acting(author), made.id, made.version, {"legal_basis": "because"})


def test_personal_data_without_its_right_and_time_keeps_a_pilot_from_being_ready(scene, session):
    made, _author = scene
    made.personal_data, made.controller = True, "Lamput Oy"
    session.commit()

    def lacking():
        return {(one.field, one.facts.get("language")) for one in service.missing(made)}

    wanted = {("legal_basis", None), ("kept_for", "fi"), ("kept_for", "sv")}
    assert wanted <= lacking()
    fields = {"legal_basis": "consent", "kept_for": Translated("Vuoden", "Ett år", "")}
    service.edit_public(acting(staff()), made.id, made.version, fields)
    assert not wanted & lacking()
    made.personal_data = False
    made.legal_basis, made.kept_for = None, Translated()
    session.commit()
    assert not wanted & lacking()
