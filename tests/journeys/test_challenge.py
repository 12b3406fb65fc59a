"""A challenge of 80 entries and 8 jurors, from its draft to the winner's running pilot.

By browser walk: the editor and the coordinator, a team of residents, a company that withdraws and
comes back, and two jurors.  The others act through the services (tests/journeys/crowd.py).  The
walk is long, so it goes two ways, which are both engines and both widths.
"""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from app import clock
from tests.journeys.applying import ON
from tests.journeys.crowd import mark
from tests.journeys.entering import (
    invite_to_team,
    pressed_twice,
    submit,
    withdraw_and_come_back,
    write_entry,
)
from tests.journeys.posing import SUBMIT, day, in_all, write_challenge
from tests.journeys.running_pilot import (
    accept,
    offer_after_a_question,
    prepare_and_start,
    sign_for_the_city,
)

pytestmark = pytest.mark.long

ENTRIES, JURORS = 80, 8
TEAM, FIRM = "Maasähkö yöksi", "Hiljainen laituri"
WALKERS = ("resident", "company2", "company", "juror1", "juror2")


def at(server, hours):
    """Return an instant some hours from now as the database of this engine keeps it."""
    instant = (clock.now() + dt.timedelta(hours=hours)).replace(tzinfo=None)
    ending = "+00" if server.kind == "postgresql" else ".000000"
    return instant.isoformat(" ", "seconds") + ending


def opened(server, slug):
    """Let the challenge have opened an hour ago."""
    server.statement(
        "UPDATE challenge SET opens_at = :at WHERE slug = :slug", slug=slug, at=at(server, -1)
    )


def crowd(server, what, slug, number):
    server.module("tests.journeys.crowd", what, slug, str(number))


def welcoming(person):
    """Return the name of a testbed of Helsinki that takes a company's application."""
    start = clock.today() + dt.timedelta(days=90)
    end = start + dt.timedelta(days=150)
    person.go(f"/testbeds?city=helsinki&days=14&start={start}&end={end}&who=companies")
    return person.page.locator("main .card-title a").first.inner_text().strip()


def pose(editor, city):
    """Write it, send it for approval, approve it; return its number, slug and title."""
    editor.sign_in("editor.helsinki")
    title = f"Hiljainen satama {editor.lang} {clock.now():%H%M%S}"
    home = write_challenge(editor, title, welcoming(editor))
    editor.go(home)
    editor.press(SUBMIT)
    expect(editor.page.locator("main form[action$='/approve']"), "four eyes").to_have_count(0)
    city.sign_in("coordinator.helsinki")
    city.go("/desk/challenges")
    city.press(f"main a:has-text('{title}')")
    city.press("main form[action$='/approve'] button")
    public = city.page.locator(f"main a[href^='/{city.lang}/challenges/']").first
    slug = public.get_attribute("href").rpartition("/")[2]
    return home.rpartition("/")[2], slug, title


def jury_invited(city, chair, juror, number):
    """Invite two to the jury: one comes by the mail, the other by their own page."""
    for who, name, is_chair in ((chair, "Ilona Istuja", True), (juror, "Jussi Jäävi", False)):
        city.go(f"/desk/challenges/{number}/jury")
        if city.page.locator("#do-invite").get_attribute("open") is None:
            city.page.locator("#do-invite summary").click()
        city.fill(name=name, email=f"{who.who}@koepaikka.example", title="Asiantuntija")
        if is_chair:
            city.page.locator("main input[name='is_chair']").check()
        city.press("#do-invite form button[type=submit]")
    text = chair.server.mails_to("juror1@koepaikka.example")[-1].get_body(("plain",)).get_content()
    chair.go(re.search(r"/jury-invitations/\S+", text).group())
    chair.press("main form[action$='/accept'] button")
    juror.go("/my/jury")
    juror.press("main form[action$='/accept'] button")


def screening(city, number, company_title):
    """Open the entries and let one go on by hand."""
    city.go(f"/desk/challenges/{number}/entries")
    city.press("main form[action$='/entries/begin'] button")
    assert str(ENTRIES) in city.text()
    city.press(f"main a:has-text('{company_title}')")
    city.choose(finding="admit")
    city.press(ON)


def own_readings(person, slug_title):
    """Return the paths of what a juror has to read now, without the language."""
    person.go("/my/jury")
    box = person.page.locator("main section.box", has_text=slug_title)
    found = box.locator("a[href*='/my/jury/entries/']").evaluate_all(
        "all => all.map((one) => one.getAttribute('href'))"
    )
    return [one.removeprefix(f"/{person.lang}") for one in found]


def read(juror, path):
    """Open an entry whose author stays unknown, having declared that nothing ties one to it."""
    juror.go(path)
    juror.press("main form[action$='/declare'] button")
    for name in ("Testi Henkilö", "Uskalias", ".example"):
        assert name not in juror.text()


def score(juror):
    """Give the marks of everybody."""
    title = juror.page.locator("main h1 bdi, h1 bdi").first.inner_text()
    for turn, field in enumerate(juror.page.locator("main fieldset.score").all()):
        field.locator(f"input[type='radio'][value='{mark(title, turn)}']").check()
    juror.fill(comment=f"Sinulle, joka kirjoitit: {title}", note="Vain raadille")
    juror.press("main form button[data-primary]")


def stand_back(juror, **answers):
    """Declare a conflict of interest."""
    juror.page.locator("#do-conflict > summary").click()
    juror.page.locator("#do-conflict input[name='kind'][value='work']").check()
    juror.fill(**answers)
    juror.press("#do-conflict form button[type=submit]")


def first_round(city, chair, juror, number, slug, title):
    """Two jurors read by hand; one of them stands back twice, before and after reading."""
    read(chair, own_readings(chair, title)[-1])
    score(chair)
    tied, recognised = own_readings(juror, title)[:2]
    juror.go(tied)
    stand_back(juror)
    read(juror, recognised)
    stand_back(juror, words="Tunnen piirroksen.")
    juror.go(recognised)
    expect(juror.page.locator("main fieldset.score")).to_have_count(0)
    crowd(city.server, "judge", slug, 1)
    city.go(f"/desk/challenges/{number}/jury")
    expect(city.page.locator(".jury-conflicts li")).to_have_count(2)
    expect(city.page.locator("main a[href$='/jury/shortlist']"), city.text()[:800]).to_have_count(1)
    city.press("main a[href$='/jury/shortlist']")
    expect(city.page.locator("main input[name='chosen']:checked")).to_have_count(4)
    pressed_twice(city, "main form button[data-primary]")


def decision(city, chair, number, slug, winner):
    """The last round ends with two equals, whom the jury puts in order; two people sign."""
    pressed_twice(city, "main form[action$='/jury/begin_final'] button")
    crowd(city.server, "judge", slug, 2)
    city.go(f"/desk/challenges/{number}/jury/decision")
    city.press("main form button[data-primary]")
    expect(city.page.locator("#error-summary"), "equals are put in order first").to_have_count(1)
    places = city.page.locator("main select[name^='place_1_']")
    values = places.first.locator("option").evaluate_all("all => all.map((one) => one.value)")
    codes = places.first.locator("option").all_inner_texts()
    first = codes.index(winner)
    for place, turn in ((0, first), (1, 3 - first)):
        places.nth(place).select_option(values[turn])
    city.fill(tie_1="Raati piti yöstä enemmän.")
    city.press("main form button[data-primary]")
    chair.go("/my/jury")
    chair.press(f"main a[href$='/my/jury/challenges/{number}']")
    assert "Raati piti yöstä enemmän." in chair.text()
    pressed_twice(chair, "main form[action$='/sign'] button")


def code_of(person):
    """Return the code of the entry whose page is open."""
    return re.search(r"C-[0-9A-Z]{4}", person.text()).group()


def announced(city, number):
    city.go(f"/desk/challenges/{number}/award")
    city.fill(**in_all(statement="Raati iloitsi kahdesta vahvasta ajatuksesta."))
    city.press("main form button[data-primary]")
    pressed_twice(city, "main form[action$='/announce'] button")


def steps_back(resident, own):
    """The winner reads how it went, accepts, and gives the prize back."""
    resident.go(own)
    resident.press("main a[href$='/outcome']")
    assert "Hyvä alku" in resident.text()
    resident.press("main form[action$='/accept'] button")
    resident.go(f"{own}/outcome")
    box = resident.page.locator("main details", has=resident.page.locator("[action$='/step_back']"))
    box.locator("summary").click()
    resident.fill(note="Muutamme pois.")
    resident.press("main form[action$='/step_back'] button")


def wishes(company):
    for name, value in (("earliest", day(120)), ("days", "14")):
        for field in company.page.locator(f"main [name$='-{name}']").all():
            field.fill(value)


ANSWERS = {
    "places": wishes,
    "idea": lambda company: (
        company.fill(novelty="Ei melua."),
        company.choose(stage="prototype", themes="iot_data"),
    ),
    "data": lambda company: (
        company.fill(users="Asukkaat", user_count="200", measured="Melu yöllä."),
        company.choose(personal_data="no"),
    ),
    "practical": lambda company: company.fill(
        price_eur="1000", price_covers="Kaikki", risks="Vähän", restoration="Viemme pois"
    ),
    "check": lambda company: company.page.locator("main input[name='terms']").check(),
}


def send_application(company):
    """Complete what the prize began, and send it."""
    assert "/edit/" in company.page.url, "the prize leads on to the application"
    for step, answer in ANSWERS.items():
        company.page.goto(re.sub(r"/edit/.*", f"/edit/{step}", company.page.url))
        answer(company)
        company.press(ON)
    expect(company.page.locator("h1"), "what was entered is carried over").to_contain_text(FIRM)
    assert "/edit/" not in company.page.url


def entries_come_in(resident, member, company, slug):
    """Enter by hand and by the crowd until the closing; return the paths of the two entries."""
    server = resident.server
    opened(server, slug)
    theirs = write_entry(resident, slug, TEAM, "resident")
    invite_to_team(resident, member, theirs)
    submit(resident, theirs)
    firms = write_entry(company, slug, FIRM, "company")
    submit(company, firms)
    withdraw_and_come_back(company, firms)
    crowd(server, "enter", slug, ENTRIES - 2)
    return theirs, firms


def what_became_of_it(resident, company, city, slug, title):
    """The company accepts what the team gave up, applies, and everybody reads how it goes on."""
    company.page.reload()
    company.press("main form[action$='/accept'] button")
    send_application(company)
    city.go(f"/desk/applications?q={FIRM}")
    city.press(f"main table a:has-text('{FIRM}')")
    assert title in city.text()
    resident.go(f"/challenges/{slug}")
    became = resident.page.locator("section[aria-labelledby='award-strip']").inner_text()
    assert FIRM in became
    assert TEAM not in became


def comes_true(city, company, resident, slug):
    """The city offers days, both sign, the pilot begins, and the challenge leads on to it."""
    offer_after_a_question(city, company, FIRM)
    accept(company, FIRM)
    sign_for_the_city(city, company, FIRM)
    prepare_and_start(city, FIRM)
    resident.go(f"/challenges/{slug}")
    resident.press("section[aria-labelledby='award-strip'] a[href*='/pilots/']")
    expect(resident.page.locator("h1")).to_contain_text(FIRM)
    resident.press(f"section[aria-labelledby='born-of'] a[href*='/challenges/{slug}']")
    expect(resident.page.locator(".chain a[href*='/pilots/']")).to_have_count(1)


def test_a_challenge_comes_from_its_draft_to_a_running_pilot(people):
    editor, city, *others = (people() for _n in range(7))
    resident, member, company, chair, juror = others
    number, slug, title = pose(editor, city)
    for one, who in zip(others, WALKERS, strict=True):
        one.sign_in(who)
    jury_invited(city, chair, juror, number)
    crowd(city.server, "seat", slug, JURORS - 2)
    theirs, firms = entries_come_in(resident, member, company, slug)
    city.go(f"/desk/challenges/{number}/entries")
    assert TEAM not in city.text(), "nobody but the team reads it before the deadline"

    crowd(city.server, "close", slug, 0)
    screening(city, number, FIRM)
    crowd(city.server, "screen", slug, 0)
    city.go(f"/desk/challenges/{number}/jury")
    pressed_twice(city, "main form[action$='/jury/begin'] button")
    first_round(city, chair, juror, number, slug, title)
    resident.go(theirs)
    expect(
        resident.page.locator("main a[href$='/outcome']"), "sealed until announced"
    ).to_have_count(0)
    decision(city, chair, number, slug, code_of(resident))
    announced(city, number)
    company.go(f"{firms}/outcome")
    expect(
        company.page.locator("main form[action$='/accept']"), "second of one prize"
    ).to_have_count(0)
    steps_back(resident, theirs)
    what_became_of_it(resident, company, city, slug, title)
    comes_true(city, company, resident, slug)
