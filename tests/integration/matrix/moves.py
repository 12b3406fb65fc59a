"""Who may take which move in which state: every move of every table of moves, literally.

One line a use case: its name, what each of ``ROLES`` is answered, and the states in which it goes
through.  ``y``: may; where the state has no such move the answer is 409.  ``F``: may know of the
thing but not do this (403).  ``N``: learns nothing of it (404).  Nothing here is made from
``PERMISSIONS`` or from the workflows: ``test_every_move_has_its_line`` fails when a workflow has a
move that is not written here.  How each is done, and behind which button: deeds.py.
"""

from dataclasses import dataclass

ROLES = (
    "visitor", "resident", "author", "owner", "member", "rival", "host", "other_host", "editor",
    "reviewer", "coordinator", "other_city", "admin", "system",
)  # fmt: skip
# The desk's door lets in staff and hosts of any city.
AT_THE_DESK = {
    "host", "other_host", "editor", "reviewer", "coordinator", "other_city", "admin",
}  # fmt: skip

PART = """
submit          N N y y y N  N N N N N N N N  draft
withdraw        N N y y y N  N N N N N N N N  draft submitted in_review needs_info shortlisted
                                              waitlisted offered accepted
answer          N N y y y N  N N N N N N N N  needs_info
accept          N N y y y N  N N N N N N N N  offered
decline_offer   N N y y y N  N N N N N N N N  offered
take_up         N N N N N N  y N y y y N y N  submitted
ask             N N N N N N  y N F y y N y N  submitted in_review
shortlist       N N N N N N  y N y y y N y N  in_review shortlisted
waitlist        N N N N N N  F N F F y N y N  in_review shortlisted
offer           N N N N N N  F N F F y N y N  submitted in_review shortlisted waitlisted
reject          N N N N N N  y N F F y N y N  submitted in_review needs_info shortlisted waitlisted
cancel_by_city  N N N N N N  F N F F y N y N  offered accepted
reopen          N N N N N N  F N F F y N y N  rejected expired declined withdrawn
"""
BOOKING = """
cancel          N N y y y N  F N F F y N y N  held confirmed running
move            N N F F F N  y N F F y N y N  held confirmed running
"""
PILOT = """
make_ready      N N F F F N  y N F F y N y y  preparing
start           N N F F F N  y N F F y N y y  ready
pause           N N F F F N  y N F F y N y y  running
resume          N N F F F N  y N F F y N y y  paused
end             N N F F F N  y N F F y N y y  running paused
complete        N N F F F N  y N F F y N y y  reporting
stop            N N F F F N  y N F F y N y y  preparing ready running paused
"""
TESTBED = """
publish         N N N N N N  F N F F y N y N  draft
pause           N N N N N N  F N F F y N y N  published
resume          N N N N N N  F N F F y N y N  paused
retire          N N N N N N  F N F F y N y N  published paused
bring_back      N N N N N N  F N F F y N y N  retired
"""
IMPORT = """
check           N N N N N N  N N y N y N y N  mapping checked stopped
write           N N N N N N  N N y N y N y N  checked
remap           N N N N N N  N N y N y N y N  checked stopped
"""
CALL = """
publish         N N N N N N  N N F F y N y N  draft
take_back       N N N N N N  N N F F y N y N  planned open closed
end             N N N N N N  N N F F y N y N  open
discard         N N N N N N  N N y F y N y N  draft
"""
TABLES = {
    "application_part": PART,
    "booking": BOOKING,
    "pilot": PILOT,
    "testbed": TESTBED,
    "import": IMPORT,
    "call": CALL,
}
# Of what was never sent the city knows nothing, whatever its roles may do later.
UNSEEN = {("application_part", "draft"): {"host", "editor", "reviewer", "coordinator", "admin"}}
# Moves without a line of their own: another line's use case takes them, or a clock or worker does.
TAKEN_BY = {
    ("application_part", "cancel_by_applicant"): "withdraw",
    ("application_part", "expire"): "the clock",
    ("booking", "confirm"): "accept of the part",
    ("booking", "start"): "start of the pilot",
    ("booking", "complete"): "end of the pilot",
    ("booking", "expire"): "the clock",
    ("import", "finish_check"): "the worker",
    ("import", "finish"): "the worker",
    ("import", "stop"): "the worker",
}


@dataclass(frozen=True)
class Line:
    """One use case: what each role is answered, where it goes through."""

    machine: str
    name: str
    answers: dict[str, str]
    states: frozenset[str]

    def answer(self, role: str, state: str) -> str:
        """Return ``y``, ``C`` (409), ``F`` or ``N``."""
        if role in UNSEEN.get((self.machine, state), ()):
            return "N"
        letter = self.answers[role]
        return "C" if letter == "y" and state not in self.states else letter


def lines(machine: str) -> list[Line]:
    """Return the lines of one table."""
    found = []
    for row in TABLES[machine].strip().replace("\n   ", " ").splitlines():
        name, *rest = row.split()
        letters = dict(zip(ROLES, rest[: len(ROLES)], strict=True))
        found.append(Line(machine, name, letters, frozenset(rest[len(ROLES) :])))
    return found
