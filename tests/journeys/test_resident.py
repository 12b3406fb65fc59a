"""A resident sees what is tried near home, without an account."""


def test_resident_finds_what_is_tried_nearby_and_reads_about_it(people):
    resident = people()
    resident.go("/")
    page = resident.page
    page.wait_for_selector(".city-chip, .tb-cluster, .tb-pin")
    everything = page.locator(".card").count()
    assert everything > 10

    resident.page.locator(".filter-box > summary").click()
    resident.choose(city="tampere")
    resident.press(".filter-form button")
    assert "city=tampere" in page.url
    assert 0 < page.locator(".card").count() < everything

    resident.press(".card-title a")
    words = resident.text()
    assert page.locator("h1").count() == 1
    assert page.locator("#measured").count() == 1
    assert "Tampere" in words or "Tammerfors" in words


def test_resident_searches_by_place_and_sorts_by_distance(people):
    resident = people()
    resident.context.grant_permissions(["geolocation"])
    resident.context.set_geolocation({"latitude": 61.4978, "longitude": 23.7610})
    resident.go("/")
    resident.fill(
        q="kirjasto"
        if resident.lang == "fi"
        else "bibliotek"
        if resident.lang == "sv"
        else "library"
    )
    resident.press("form[role=search] button")
    assert resident.page.locator(".card").count() >= 1

    resident.go("/")
    with resident.page.expect_navigation():
        resident.page.locator("[data-near-me]").click()
    assert "near=61.498,23.761" in resident.page.url.replace("%2C", ",")
    assert (
        "Tamp" in resident.page.locator(".card .meta").first.inner_text()
        or "Tammerfors" in resident.page.locator(".card .meta").first.inner_text()
    )


def test_nothing_that_has_ended_is_among_what_is_active(people):
    resident = people()
    resident.go("/")
    kinds = resident.page.locator(".card .pill").evaluate_all(
        "all => all.map((one) => one.dataset.kind)"
    )

    assert kinds
    assert set(kinds) <= {"running", "paused"}
