"""The page with a drawing map, driven as a person would."""

from collections.abc import Callable

from playwright.sync_api import Page

HANDLES = ".geometry-point.leaflet-marker-draggable"


class DrawingPage:
    """The field, the map and its tools."""

    def __init__(
        self, open_map: Callable[..., object], query: str = "", **settings: object
    ) -> None:
        self.map_page = open_map(**settings)
        self.page: Page = self.map_page.go(f"/draw?{query}", ".geometry-tools")
        self.field = self.page.locator("#shape")
        self.status = self.page.locator(".geometry-status")
        self.size = self.page.locator(".geometry-size")

    def tool(self, name: str) -> None:
        """Press the button of this name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def spot(self, across: float, down: float) -> tuple[float, float]:
        """Return the place on the screen that lies so far from the middle of the map."""
        box = self.page.locator("#map_main").bounding_box()
        return box["x"] + box["width"] / 2 + across, box["y"] + box["height"] / 2 + down

    def click_map(self, *offsets: tuple[float, float]) -> None:
        """Click the map at places counted from its middle."""
        for across, down in offsets:
            x, y = self.spot(across, down)
            self.page.mouse.move(x, y)
            self.page.mouse.click(x, y)
            self.page.wait_for_timeout(150)

    def drag(self, handle: object, across: float, down: float, *, alt: bool = False) -> None:
        """Drag a handle to a place counted from the middle of the map."""
        box, (x, y) = handle.bounding_box(), self.spot(across, down)
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.down()
        if alt:
            self.page.keyboard.down("Alt")
        self.page.mouse.move(x - 20, y - 20, steps=3)
        self.page.mouse.move(x, y, steps=3)
        self.page.mouse.up()
        if alt:
            self.page.keyboard.up("Alt")
        self.page.wait_for_timeout(50)

    def press(self, name: str) -> None:
        """Press the button of this name by the keyboard, also when it has nothing to do."""
        self.page.get_by_role("button", name=name, exact=True).press("Enter")

    def edges(self, selector: str) -> dict[str, float]:
        """Return where something on the map ends, counted from the middle of the map."""
        box, (x, y) = self.page.locator(selector).bounding_box(), self.spot(0, 0)
        return {
            "left": box["x"] - x,
            "right": box["x"] + box["width"] - x,
            "top": box["y"] - y,
            "bottom": box["y"] + box["height"] - y,
        }

    def handles(self) -> object:
        """Return the handles of points, without those in the middle of edges."""
        return self.page.locator(f"{HANDLES}:not(.is-middle)")

    def lines(self) -> list[str]:
        """Return the lines of the field."""
        return self.field.input_value().split("\n")
