"""Findings that were looked at and do not stand, each with the reason why.

A finding that fits no line stands, and fails the run.  A reason names what makes it harmless, so
that a change of that is a reason to look again.
"""

import re

JUDGED: list[tuple[str, str, str, str]] = [
    (
        "wapiti", "Clickjacking Protection", "X-Frame-Options",
        "frame-ancestors says it for each page; browsers that know it do not look at the other",
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
