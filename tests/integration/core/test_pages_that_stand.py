"""Pages that must come whatever has failed, and texts that would break a page."""

from flask import render_template

from tests.kept_pages import keep
from tests.page import read_page


def test_the_page_of_an_unexpected_error_needs_no_reader_and_no_menu(app):
    with app.test_request_context("/fi/"):
        html = render_template("errors/500.html", detail="", status=500)
    keep("errors/500.html", html)

    page = read_page(app.make_response((html, 500)))

    assert page.heading
    assert [link.get("href") for link in page.all("a")] == ["/", "/"]


def test_an_address_with_signs_that_html_forbids_is_shown_without_them(client):
    page = client.page("/fi/nowhere%00%01/%C2%85x", status=404)

    assert page.fields()["next"] == "/fi/nowhere/x"
