"""A sign leads a passer-by to the pilot, and a fault of the service is answered by mail.

On a phone only: a sign is read with one, and the desk's wide pages have journeys of their own.
"""

import re

import pypdf
import pytest
from playwright.sync_api import expect

BUTTON = "main form button[type=submit]"


pytestmark = pytest.mark.phone


def test_a_passer_by_comes_from_the_sign_to_the_pilot(people):
    company, passer_by = people(), people()
    company.sign_in("company")
    pilot = _own_pilot(company)
    company.go(f"/my/pilots/{pilot}/sign")
    with company.page.expect_download() as file:
        company.page.locator(BUTTON).click()
    words = "".join(page.extract_text() for page in pypdf.PdfReader(file.value.path()).pages)
    code = re.search(r"/p/([0-9A-Z]{8})", words).group(1)

    passer_by.page.goto(f"{passer_by.server.address}/p/{code}")
    passer_by.look()
    assert f"/{passer_by.lang}/pilots/" in passer_by.page.url
    first_screen = passer_by.page.locator(".glance").bounding_box()
    actions = passer_by.page.locator("main .page-actions .btn").first.bounding_box()
    assert first_screen["y"] + first_screen["height"] < actions["y"] + 1
    assert actions["y"] + actions["height"] <= 844, "what to do is on the first screen of a phone"
    heading = passer_by.page.locator("h1").inner_text()
    assert _folded(heading)[:20] in _folded(words)


def _own_pilot(company):
    """Return the number of a public pilot of theirs for which a sign is made."""
    company.go("/my")
    links = company.page.locator("main a[href*='/my/pilots/']").evaluate_all(
        "all => all.map((one) => one.getAttribute('href'))"
    )
    for number in dict.fromkeys(re.search(r"/my/pilots/(\d+)", link).group(1) for link in links):
        company.go(f"/my/pilots/{number}/overview")
        if not company.page.locator(f"main a[href^='/{company.lang}/pilots/']").count():
            continue  # residents do not see it yet
        company.go(f"/my/pilots/{number}/sign")
        if company.page.locator("main input[name='size']").count():
            return number
    raise AssertionError(f"no public pilot needs a sign: {links}")


def _folded(words):
    return re.sub(r"\s+", "", words).casefold()


def test_a_fault_is_told_without_an_account_and_answered_by_mail(people):
    resident, boss = people(), people()
    email = f"lukija.{resident.lang}.{resident.server.kind}@koepaikka.example"
    resident.go("/accessibility")
    resident.press("main a[href*='/faults/new']")
    resident.press(BUTTON)
    expect(resident.page.locator("#error-summary")).to_have_count(1)
    resident.fill(text=f"Valikko ei puhu {email}", email=email)
    resident.press(BUTTON)
    receipt = resident.page.url
    assert re.search(r"/faults/[\w-]{43}$", receipt)
    (first,) = resident.server.mails_to(email)
    assert receipt.rpartition("/")[2] in first.get_body(("plain",)).get_content()

    boss.sign_in("admin")
    boss.go("/desk/faults")
    boss.press(f"main .card-title a:has-text('{email[:20]}')")
    boss.page.locator("main form[action$='/answer'] textarea").fill("Korjattu tänään.")
    boss.press("main form[action$='/answer'] button[type=submit]")
    expect(boss.page.locator(".notice[data-kind='success']")).to_have_count(1)

    assert "Korjattu tänään." in resident.server.mails_to(email)[-1].get_body().get_content()
    resident.page.reload()
    resident.look()
    assert "Korjattu tänään." in resident.text()
