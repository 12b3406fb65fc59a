"""Using pages by keyboard alone, as somebody does who cannot point."""

from tests.journeys.person import Person

MOST_STEPS = 150


def reach(person: Person, selector: str) -> None:
    """Press Tab until the element has the focus; one that cannot be reached is an error."""
    for _number in range(MOST_STEPS):
        if person.page.evaluate(
            "selector => document.activeElement?.matches(selector) ?? false", selector
        ):
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"no way to {selector} by keyboard on {person.page.url}")


def write(person: Person, selector: str, words: str) -> None:
    """Write into a field."""
    reach(person, selector)
    person.page.keyboard.press("ControlOrMeta+a")
    person.page.keyboard.type(words)


def press(person: Person, selector: str) -> None:
    """Follow a link or press a button, and look at the page that comes."""
    reach(person, selector)
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.look()


def pick(person: Person, name: str, value: str) -> None:
    """Move among radio buttons with the arrows until one is chosen."""
    reach(person, f"main input[name='{name}']")
    for _number in range(MOST_STEPS):
        chosen = person.page.evaluate(
            "document.activeElement.checked && document.activeElement.value"
        )
        if chosen == value:
            return
        person.page.keyboard.press("ArrowDown" if chosen else "Space")
    raise AssertionError(f"{name} cannot be set to {value}")
