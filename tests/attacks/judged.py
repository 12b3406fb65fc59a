"""Findings that were looked at and do not stand, each with the reason why.

A finding that fits no line stands, and fails the run.  A reason names what makes it harmless, so
that a change of that is a reason to look again.
"""

import re

CQL2_HAS_THEM = (
    "AND and numbers are in the language of filters; its values are bound, and a subquery, a"
    " function or a second statement is answered 400 (tests/integration/ogc/test_filter.py)"
)

JUDGED: list[tuple[str, str, str, str]] = [
    (
        "wapiti", "Clickjacking Protection", "X-Frame-Options",
        "frame-ancestors says it for each page; browsers that know it do not look at the other",
    ),
    (
        "sqlmap", "SQL injection", r"/ogc/collections/testbeds/items\?filter=\S+ GET filter by B$",
        CQL2_HAS_THEM,
    ),
]  # fmt: skip
"""Tool, kind and place as patterns that have to fit whole, and the reason."""


def reason_for(tool, finding):
    """Return why a finding does not stand, or None."""
    for name, kind, where, reason in JUDGED:
        place = f"{finding.where} {finding.words}"
        if name == tool and re.fullmatch(kind, finding.kind) and re.search(where, place):
            return reason
    return None
