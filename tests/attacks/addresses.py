"""What the tools begin with: addresses of every kind of question, and doors they stay away from."""

BASE = "/en/"  # the same code answers in all three languages

# What would end the very session that is tried, or mail people; the rules of these doors are tried
# by tests of their own.
EXCLUDED = (
    "/logout", "/login", "/reset", "/change", "/register", "/confirm", "/my/account*",
    "/my/data/erase", "/my/data/address", "/theme", "/static/*",
)  # fmt: skip

QUESTIONS = {
    "visitor": (
        "/en/?q=koulu&city=helsinki&theme=mobility&state=active&near=24.94,60.17",
        "/en/map/experiments.json?bbox=24.8,60.1,25.1,60.3&zoom=11&city=helsinki&q=a",
        "/en/testbeds?q=koulu&city=oulu&kind=school&theme=mobility&who=company&sort=name",
        "/en/testbeds?setting=authentic&money=free&need=power&people=minors&near=24.94,60.17",
        "/en/testbeds?days=5&start=2027-01-04&end=2027-03-01&places=1&week=y&open=now",
        "/en/testbeds/map.json?bbox=24.8,60.1,25.1,60.3&zoom=11&city=helsinki&q=a",
        "/en/challenges?q=a&stand=open&city=helsinki&theme=mobility&who=company",
        "/en/events?q=a&city=helsinki&kind=workshop&theme=mobility&month=2026-12",
        "/en/results?q=a&city=oulu&theme=mobility&kind=school&year=2026&continues=yes&bought=no",
        "/en/search?q=koulu&in=testbeds",
        "/en/search/suggestions.json?q=koulu",
        "/en/statistics?by=city&city=helsinki",
        "/en/places?q=Mannerheimintie",
        "/en/places.json?q=Mannerheimintie",
        "/en/open-data/experiments.geojson?city=helsinki&theme=mobility&state=active",
        "/feeds/experiments.atom?city=helsinki&theme=mobility",
        "/api/v1/testbeds?city=helsinki&kind=school&theme=mobility&q=a&limit=5",
        "/api/v1/pilots?city=helsinki&bbox=24,60,26,61&limit=5",
        "/ogc/collections/testbeds/items?bbox=24.8,60.1,25.1,60.3&limit=5&city=helsinki&f=json",
        "/ogc/collections/testbeds/items?kind=school&sortby=-title_fi&properties=city&f=json",
        "/ogc/collections/testbeds/items?filter=city%20%3D%20%27oulu%27&f=json",
        "/ogc/collections/pilots/items?datetime=2026-01-01/..&limit=3&f=json",
    ),
    "company": (
        "/en/my/applications?q=a&state=draft",
        "/en/my/notifications?kind=a",
        "/en/my/searches/new?q=koulu&city=oulu&kind=school",
        "/en/testbeds?q=koulu&sort=fit&page=1",
    ),
    "city": (
        "/en/desk/applications?q=a&city=1&testbed=1&state=submitted&order=due&only=late",
        "/en/desk/testbeds?q=a&city=helsinki&kind=school&theme=mobility&host=1&sort=name",
        "/en/desk/testbeds?status=draft&stale=1&missing=photo&page=1",
        "/en/desk/pilots?q=a&state=running&city=helsinki",
        "/en/desk/people/helsinki/trail?kind=testbed&person=1&from=2026-01-01&to=2026-12-31",
        "/en/desk/events?q=a&state=draft&city=helsinki",
        "/en/desk/challenges?q=a&state=draft",
        "/en/desk/looks?look=a&person=1",
        "/en/desk/feedback?state=waiting&q=a&pilot=1",
        "/en/desk/calendar?month=2026-12&kind=school&city=helsinki&page=1",
        "/en/desk/applications/together?pick=1&kind=take_up",
    ),
}
"""Addresses with parameters; each is answered, or sqlmap would try a page of errors."""

FORMS = {
    "visitor": ("/en/login", "/en/faults/new", "/en/follow/new", "/en/places"),
    "company": ("/en/my/account", "/en/my/searches/new?q=koulu", "/en/my/webhooks/new"),
    "city": ("/en/desk/events/new", "/en/desk/calls/new", "/en/desk/closures"),
}
"""Pages whose forms are filled in and sent; doors of signing in are limited in real life."""
