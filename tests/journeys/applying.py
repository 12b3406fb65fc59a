"""Writing an application in the browser, for the journeys that need one."""

import datetime as dt

from tests.journeys.person import Person

IDEA = {
    "title": "Penkki, joka kertoo säästä",
    "summary": "Puistonpenkissä on pieni näyttö, joka kertoo lämpötilan ja tuulen.",
}
APPLICANTS = {"company": "input[name='applicant']", "group": "input[value='residents_group']"}
ON = "main form.form button[type=submit]:not([name=leave]):not([name=stay])"


def begin(person: Person, testbed: str, who: str, start: dt.date, days: int) -> None:
    """Press Apply on a testbed's page, say who applies, and wish for days."""
    person.go(testbed)
    person.press("a[href*='/my/applications/new'], form[action*='/my/applications/new'] button")
    chosen = APPLICANTS.get(who, "input[value='person']")
    person.page.locator(f"main {chosen}").first.check()
    person.press(ON)
    assert "/edit/places" in person.page.url
    person.page.fill("main [name$='-earliest']", start.isoformat())
    person.page.fill("main [name$='-days']", str(days))


def begin_joint(
    person: Person, testbeds: list[str], starts: dt.date, days: int, *, policy: str = "all"
) -> None:
    """Apply as a company for several places at once, with one answer for all of their days."""
    wanted = []
    for testbed in testbeds:
        person.go(testbed)
        form = person.page.locator("form[action*='/my/applications/new']").first
        wanted.append(form.locator("input[name='testbed']").input_value())
    person.go("/my/applications/new?" + "&".join(f"testbed={one}" for one in wanted))
    person.page.locator("main input[name='applicant']").first.check()
    person.press(ON)
    for name, value in (("earliest", starts.isoformat()), ("days", str(days))):
        for field in person.page.locator(f"main [name$='-{name}']").all():
            field.fill(value)
    person.choose(joint_policy=policy)
    person.press(ON)


def write_short(person: Person) -> None:
    """Answer the residents' questions."""
    person.fill(**IDEA)
    person.press(ON)
    person.fill(measured="Lämpötila ja tuuli.")
    person.choose(personal_data="no")
    person.press(ON)


def write_full(person: Person, title: str = IDEA["title"]) -> None:
    """Answer an organisation's questions."""
    person.fill(
        title=title, summary=IDEA["summary"], novelty="Ei vaadi sähköä.", goals="Istutaanko enemmän"
    )
    person.choose(stage="prototype", themes="iot_data")
    person.press(ON)
    person.fill(users="Puiston kävijät", user_count="200", measured="Lämpötila ja tuuli.")
    person.choose(personal_data="no")
    person.press(ON)
    person.fill(needs="Yksi penkki", price_eur="1000", price_covers="Kaikki")
    person.fill(risks="Vähän", restoration="Viemme pois")
    person.press(ON)


def send(person: Person) -> None:
    """Say who answers for it, check, accept the terms and send."""
    person.fill(contact_name="Testi Henkilö", contact_email="testi@koepaikka.example")
    person.press(ON)
    assert "/edit/check" in person.page.url, person.page.url
    person.page.locator("main input[name='terms']").check()
    person.press(ON)
    assert "/edit/" not in person.page.url, person.text()[:600]
