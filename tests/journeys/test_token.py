"""Somebody of a city makes a token, a program uses it over the wire, and it is revoked.

Two ways: what differs between languages and widths here is a form and a table.
"""

import json
import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

BUTTON = "main form button[type=submit]"

pytestmark = pytest.mark.long


def test_a_program_acts_for_the_city_until_its_token_is_revoked(people):
    editor, chief = people(), people()
    editor.sign_in("editor.helsinki")
    name = f"Rekisteri {editor.lang} {editor.server.kind}"
    token = made(editor, name)

    ask = Program(editor.server.address, token)
    assert ask("GET", "")[1]["city"] == "helsinki"
    ident = f"REG-{editor.lang}-{editor.server.kind}"
    where = f"/testbeds/{ident}"
    said = {"name_fi": f"Rannan penkki {ident}", "kind": "park"}
    assert ask("PUT", where, said)[0] == 201
    assert ask("PUT", where, said)[0] == 200, "sent again, nothing changes"
    assert ask("POST", f"{where}/publish", {})[0] == 403, "it has no such scope"
    editor.go(f"/desk/testbeds?status=draft&q={ident}")
    expect(editor.page.locator("main")).to_contain_text(said["name_fi"])
    editor.go("/my/tokens")
    assert token not in editor.page.content()

    chief.sign_in("coordinator.helsinki")
    chief.go("/desk/tokens/helsinki")
    row = chief.page.locator("main tr", has_text=name)
    expect(row).to_have_count(1)
    row.locator("form[action$='/revoke'] button").click()
    with chief.page.expect_navigation():
        chief.page.locator("dialog[open] .btn:not(.btn-quiet)").click()
    expect(chief.page.locator(".notice[data-kind='success']")).to_have_count(1)
    chief.look()
    status, problem = ask("GET", "")
    assert (status, problem["code"]) == (401, "token_wrong")
    letters = chief.server.mails_to("editor.helsinki@koepaikka.example")
    assert any(name in one["Subject"] for one in letters)


def made(editor, name):
    """Make a token of the city's, after one try without an answer, and return it."""
    editor.go("/my/tokens")
    editor.press("main a[href*='/my/tokens/new/city/']")
    editor.press(BUTTON)
    expect(editor.page.locator("#error-summary")).to_have_count(1)
    editor.fill(name=name)
    editor.page.locator("input[name='scopes'][value='testbeds:read']").check()
    editor.page.locator("input[name='scopes'][value='testbeds:write']").check()
    editor.press(BUTTON)
    token = editor.page.locator("#secret").input_value()
    assert re.fullmatch(r"koep_[0-9A-Za-z]{46}", token)
    return token


class Program:
    """A program of the city's own, with nothing but the standard library."""

    def __init__(self, address, token):
        self.address, self.token, self.count = address, token, 0

    def __call__(self, method, path, said=None):
        self.count += 1
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"{self.token[-12:]}-{self.count}",
        }
        if path.endswith("/publish"):
            headers["If-Match"] = "*"
        asked = urllib.request.Request(
            f"{self.address}/api/v1/own{path}",
            data=None if said is None else json.dumps(said).encode(),
            headers=headers,
            method=method,
        )
        try:
            with urllib.request.urlopen(asked) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)
