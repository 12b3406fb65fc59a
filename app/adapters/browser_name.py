"""Which browser on which system somebody uses, in the names that people know.

It only helps them to tell their own devices apart; nothing is decided by it.
"""

# The first that is found counts: browsers say the names of those that they descend from as well.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_name(agent: str) -> str:
    """Return names such as "Firefox, Windows"; an empty string when nothing is recognised."""
    names = (
        next((name for mark, name in kinds if mark in agent), "") for kinds in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(name for name in names if name)
