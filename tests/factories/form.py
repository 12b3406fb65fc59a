"""Forms of pages, filled in as they were shown."""

from xml.etree.ElementTree import Element

from tests.page import XHTML, Page

Answers = dict[str, list[str]]


def filled(page: Page, action_ends: str = "") -> Answers:
    """Return what a browser would send of the POST form whose action ends so, names to values."""
    forms = [
        form
        for form in page.all("form")
        if form.get("method") == "post"
        and "data-theme-form" not in form.attrib
        and (form.get("action") or "").endswith(action_ends)
        and next(iter(page.all("main"))) is not None
        and form in set(page.all("main")[0].iter())
    ]
    return answers_of(forms[0])


def answers_of(form: Element) -> Answers:
    """Return the names and values of a form's controls."""
    found: Answers = {}
    for control in form.iter():
        name = control.get("name")
        if not name:
            continue
        for value in _values(control):
            found.setdefault(name, []).append(value)
    return found


def _values(control: Element) -> list[str]:
    tag = control.tag.removeprefix(XHTML)
    if tag == "textarea":
        return [("".join(control.itertext())).removeprefix("\n")]
    if tag == "select":
        options = list(control.iter(XHTML + "option"))
        chosen = [one for one in options if "selected" in one.attrib] or options[:1]
        return [one.get("value", "") for one in chosen]
    if tag != "input":
        return []
    if control.get("type") in {"checkbox", "radio"}:
        return [control.get("value", "y")] if "checked" in control.attrib else []
    return [control.get("value", "")]
