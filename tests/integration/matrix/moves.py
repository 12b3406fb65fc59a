"""Who may take which move in which state: every move of every table of moves, literally.

One line a use case: its name, what each of ``ROLES`` is answered, and the states in which it goes
through.  ``y``: may; where the state has no such move the answer is 409.  ``F``: may know of the
thing but not do this (403).  ``N``: learns nothing of it (404).  Nothing here is made from
``PERMISSIONS`` or from the workflows: ``test_every_move_has_its_line`` fails when a workflow has a
move that is not written here.  How each is done, and behind which button: deeds.py.

Rules: the docstrings of app/services/, docs/permissions.md, docs/adr/ (0018 requests, 0019 reviews
and joint offers, 0021 signatures, 0022 wishes and incidents, 0024 reports, 0030 feedback).
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
                                              waitlisted offered accepted agreed
answer          N N y y y N  N N N N N N N N  needs_info
accept          N N y y y N  N N N N N N N N  offered
decline_offer   N N y y y N  N N N N N N N N  offered
take_up         N N N N N N  y N y y y N y N  submitted
ask             N N N N N N  y N F y y N y N  submitted in_review
shortlist       N N N N N N  y N y y y N y N  in_review shortlisted
waitlist        N N N N N N  F N F F y N y N  in_review shortlisted
offer           N N N N N N  F N F F y N y N  submitted in_review shortlisted waitlisted
reject          N N N N N N  y N F F y N y N  submitted in_review needs_info shortlisted waitlisted
cancel_by_city  N N N N N N  F N F F y N y N  offered accepted agreed
reopen          N N N N N N  F N F F y N y N  rejected expired declined withdrawn
"""
# Of an application that needs a place in Helsinki and one in Tampere; take_lead is Tampere's.
JOINT = """
offer           N N N N N N  F N F F y F y N  ready
take_lead       N N N N N N  F N F F F y y N  ready unready
"""
JOINT_LED_ELSEWHERE = """
offer           N N N N N N  F N F F F y y N  ready
take_lead       N N N N N N  F N F F F y y N
"""
# At a place where the city decides, not its host.
AGREEMENT = """
sign            N N y y y N  F N F F y N y N  for_city for_applicant
"""
# The state is that of the reviewer's own review.
REVIEW = """
save            N N N N N N  y N F y y N y N  draft
submit          N N N N N N  y N F y y N y N  draft submitted
recuse          N N N N N N  y N F y y N y N  draft submitted aside
take_back       N N N N N N  y N F y y N y N  recused
stand_aside     N N N N N N  y N F F y N y N  draft
"""
REQUEST = """
propose         N N N N N N  N N F y y N y N  open
decline         N N N N N N  N N F F y N y N  open
withdraw        N N y y y N  N N N N N N N N  open
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
stop            N N F F F N  y N F F y N y y  preparing ready running paused
"""
# At a place that has a host, sent by the applicant.
REPORT = """
send            N N y y y N  F N F F y N y F  writing returned
approve_place   N N F F F N  y N F F F N F F  sent
approve_city    N N F F F N  F N F F y N y F  sent
send_back_place N N F F F N  y N F F F N F F  sent
send_back_city  N N F F F N  F N F F y N y F  sent
"""
CHANGE = """
ask             N N y y y N  F N F F F N F F  approved declined withdrawn lapsed
approve         N N F F F N  y N F F y N y F  asked
decline         N N F F F N  y N F F y N y F  asked
withdraw        N N y y y N  F N F F F N F F  asked
"""
INCIDENT = """
report          N N y y y N  y N y F y N y F  open closed
close           N N F F F N  F N F F y N y F  open
reopen          N N F F F N  F N F F y N y F  closed
"""
# By the applicant or the city it is written; by the place or the city it is approved.
PANEL = """
ask             N N y y y N  y N F F y N y F  draft
approve         N N F F F N  y N F F y N y F  asked
send_back       N N F F F N  y N F F y N y F  asked
change          N N y y y N  y N F F y N y F  asked open closed
close           N N y y y N  y N F F y N y F  open
"""
# What volunteers and guardians do themselves they do by their links, in no role.
VOLUNTEER = """
mark            N N y y y N  y N F F F N F F  placed
unmark          N N y y y N  y N F F F N F F  took_part
release         N N y y y N  y N F F F N F F  waiting offered placed took_part
"""
# What its writer has not confirmed nobody knows of.
FEEDBACK = """
publish         N N F F F N  y N y F y N y N  waiting held
hide            N N F F F N  y N y F y N y N  waiting held published
restore         N N F F F N  y N y F y N y N  hidden
grant           N N F F F N  y N y F y N y N  appealed
uphold          N N F F F N  y N y F y N y N  appealed
note            N N F F F N  y N y F y N y N  unread set_aside
set_aside       N N F F F N  y N y F y N y N  unread noted
"""
HARM = """
acknowledge     N N F F F N  y N F F y N y N  open
handle          N N F F F N  y N F F y N y N  open acknowledged
reopen          N N F F F N  y N F F y N y N  handled
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
# Posed by the author's company; one that has closed is reopened before and after its screening.
CHALLENGE = """
submit          N N y y N N  N N y F y N y F  draft edits_requested
request_edits   N N F F N N  N N F F y N y F  in_review
approve         N N F F N N  N N F F y N y F  in_review
begin_screening N N F F N N  N N F F y N y y  approved
reopen          N N F F N N  N N F F y N y y  approved screening
begin_judging   N N F F N N  N N F F y N y F  screening
shortlist       N N F F N N  N N F F y N y F  judging_1
begin_final     N N F F N N  N N F F y N y F  shortlisted
decide          N N F F N N  N N F F y N y y  judging_1 judging_2
announce        N N F F N N  N N F F y N y F  decided
archive         N N F F N N  N N F F y N y y  announced
cancel          N N F F N N  N N F F y N y F  draft in_review edits_requested approved screening
                                              judging_1 shortlisted judging_2 decided
"""
# Of the author's team, in which "member" is; while it is open, or judged. Then what officers find.
CONCEPT = """
submit          N N y N F N  N N N N N N N N  draft
take_back       N N y N F N  N N N N N N N N  submitted
withdraw        N N y N F N  N N N N N N N N  draft submitted eligible shortlisted
return          N N y N F N  N N N N N N N N  withdrawn
"""
CONCEPT_SCREENING = """
admit           N N N N N N  N N N N y N N N  submitted
reject          N N N N N N  N N N N y N N N  submitted
mark_duplicate  N N N N N N  N N N N y N N N  submitted
merge           N N N N N N  N N N N y N N N  submitted
review_again    N N N N N N  N N N N y N N N  eligible ineligible duplicate merged
"""
CALL = """
publish         N N N N N N  N N F F y N y N  draft
take_back       N N N N N N  N N F F y N y N  planned open closed
end             N N N N N N  N N F F y N y N  open
discard         N N N N N N  N N y F y N y N  draft
"""
# "published" is either coming or held, by the clock.
EVENT = """
publish         N N N N N N  N N F F y N y N  draft
cancel          N N N N N N  N N F F y N y N  published coming
close           N N N N N N  N N F F y N y N  published held closed
discard         N N N N N N  N N y F y N y N  draft
"""
FAULT = """
answer          N N N N N N  N N N N N N y N  open
set_aside       N N N N N N  N N N N N N y N  open
reopen          N N N N N N  N N N N N N y N  set_aside
"""
# What people do themselves they do by their links, in no role.
REGISTRATION = """
check_in        N N N N N N  N N y F y N y N  confirmed attended no_show
undo            N N N N N N  N N y F y N y N  attended no_show
remove          N N N N N N  N N y F y N y N  waiting offered confirmed
"""
# Only the lead of the team answers; others of it may look.  A second yes answers the same.
AWARD = """
accept          N N y N N N  N N N N N N N N  offered accepted
decline         N N y N N N  N N N N N N N N  offered
step_back       N N y N N N  N N N N N N N N  accepted
"""
# The resident is who was invited, and later the juror.
JUROR = """
accept          N y F F F F  F F F F F F F N  invited
decline         N y F F F F  F F F F F F F N  invited
remove          N N N N N N  N N F F y N y N  invited accepted
"""
JURY_ASSIGNMENT = """
declare         N y N N N N  N N N N N N N N  assigned
submit          N y N N N N  N N N N N N N N  declared
take_back       N y N N N N  N N N N N N N N  submitted
recuse          N y N N N N  N N N N N N N N  assigned declared submitted
"""
WEBHOOK = """
pause           N N N N N N  N N N N y N N y  active
resume          N N N N N N  N N N N y N N y  paused stopped
stop            F F F F F F  F F F F y F F y  active
"""
TABLES = {
    "application_part": PART,
    "joint": JOINT,
    "joint_led_elsewhere": JOINT_LED_ELSEWHERE,
    "agreement": AGREEMENT,
    "review": REVIEW,
    "place_request": REQUEST,
    "booking": BOOKING,
    "pilot": PILOT,
    "report": REPORT,
    "pilot_change": CHANGE,
    "pilot_incident": INCIDENT,
    "panel": PANEL,
    "volunteer": VOLUNTEER,
    "registration": REGISTRATION,
    "feedback": FEEDBACK,
    "harm_report": HARM,
    "testbed": TESTBED,
    "import": IMPORT,
    "call": CALL,
    "challenge": CHALLENGE,
    "event": EVENT,
    "concept": CONCEPT,
    "concept_screening": CONCEPT_SCREENING,
    "fault": FAULT,
    "award": AWARD,
    "juror": JUROR,
    "jury_assignment": JURY_ASSIGNMENT,
    "webhook": WEBHOOK,
}
CITY = ("host", "editor", "reviewer", "coordinator", "admin")
SCORERS = ("host", "reviewer", "coordinator", "admin")
APPLICANTS = ("author", "owner", "member")
# States that no workflow has: something more has happened in the state named.
WITHIN = {
    ("application_part", "recused"): "in_review",
    ("agreement", "recused"): "for_city",
    ("review", "decided"): "submitted",
    ("place_request", "unsent"): "open",
    ("report", "half_approved"): "sent",
    ("report", "recused"): "sent",
    ("pilot", "recused"): "running",
    ("booking", "recused"): "confirmed",
    ("pilot_change", "recused"): "asked",
}
# What some are answered at most, whatever the table says of other states.
INSTEAD = {
    # Of what was never sent the city knows nothing, whatever its roles may do later.
    ("application_part", "draft"): dict.fromkeys(CITY, "N"),
    ("place_request", "unsent"): dict.fromkeys(CITY, "N"),
    # Who has declared a conflict of interest decides nothing, and signs nothing.
    ("application_part", "recused"): dict.fromkeys(SCORERS, "F"),
    ("agreement", "recused"): dict.fromkeys(SCORERS, "F") | dict.fromkeys(APPLICANTS, "C"),
    ("booking", "recused"): dict.fromkeys(SCORERS, "F"),
    ("pilot_change", "recused"): dict.fromkeys(SCORERS, "F"),
    ("feedback", "received"): dict.fromkeys(("host", "editor", "coordinator", "admin"), "N"),
    # Nor of a volunteer whose address, or guardian, has not answered.
    ("volunteer", "asked"): dict.fromkeys(("author", "owner", "member", "host"), "N"),
    ("volunteer", "guardian"): dict.fromkeys(("author", "owner", "member", "host"), "N"),
    # Nor of a registration whose address is not confirmed.
    ("registration", "applied"): dict.fromkeys(("editor", "coordinator", "admin"), "N"),
    ("pilot", "recused"): dict.fromkeys(SCORERS, "F"),
    ("report", "recused"): dict.fromkeys(SCORERS, "F"),
    # Drafts and what was withdrawn are their team's alone.
    ("concept_screening", "draft"): {"coordinator": "N"},
    ("concept_screening", "withdrawn"): {"coordinator": "N"},
    # Nobody signs twice for one side.
    ("agreement", "for_city"): dict.fromkeys(APPLICANTS, "C"),
    ("agreement", "for_applicant"): dict.fromkeys(("coordinator", "admin"), "C"),
    ("report", "half_approved"): {"host": "C"},
    # The city has decided, so no review changes any more.
    ("review", "decided"): dict.fromkeys(SCORERS, "C"),
}
# What is no decision: whoever sees danger pauses a pilot, and a report is sent for the applicant.
ALL_THE_SAME = {("pilot", "recused"): {"pause"}, ("report", "recused"): {"send"}}
# Moves without a line of their own: another line's use case takes them, or a clock or worker does.
TAKEN_BY = {
    ("application_part", "cancel_by_applicant"): "withdraw",
    ("application_part", "expire"): "the clock",
    ("application_part", "release"): "decline_offer, withdraw or cancel of another place",
    ("application_part", "sign"): "sign of the agreement",
    ("booking", "confirm"): "accept of the part",
    ("booking", "start"): "start of the pilot",
    ("booking", "complete"): "end of the pilot",
    ("booking", "expire"): "the clock",
    ("pilot", "complete"): "the last approve of the report",
    ("report", "approve"): "approve_city",
    ("report", "send_back"): "send_back_city",
    ("pilot_change", "lapse"): "the clock",
    ("award", "lapse"): "the clock",
    ("volunteer", "ask_guardian"): "the volunteer's link",
    ("volunteer", "take"): "the volunteer's link",
    ("volunteer", "queue"): "the volunteer's link",
    ("volunteer", "refuse"): "the guardian's link",
    ("volunteer", "withdraw"): "release, or the volunteer's link",
    ("volunteer", "offer"): "whoever left",
    ("volunteer", "lapse"): "the clock",
    ("registration", "confirm"): "the person, by the link in their mail",
    ("registration", "queue"): "the person, by the link in their mail",
    ("registration", "accept"): "the person, by the link in their mail",
    ("registration", "cancel"): "remove, or the person's link",
    ("registration", "offer"): "whoever left",
    ("registration", "lapse"): "the clock",
    ("registration", "miss"): "miss_rest of the session",
    ("feedback", "confirm"): "the writer, by the link in their mail",
    ("feedback", "hold"): "the writer, by the link in their mail",
    ("feedback", "appeal"): "the writer, by the link in their mail",
    ("concept", "admit"): "admit of the screening",
    ("concept", "reject"): "reject of the screening",
    ("concept", "mark_duplicate"): "mark_duplicate of the screening",
    ("concept", "merge"): "merge of the screening",
    ("concept", "review_again"): "review_again of the screening",
    ("concept", "shortlist"): "shortlist of the challenge",
    ("concept", "leave_out"): "shortlist of the challenge",
    ("concept", "win"): "announce of the challenge",
    ("concept", "honour"): "announce of the challenge",
    ("concept", "let_go"): "announce of the challenge",
    ("concept", "step_back"): "the winner's answer to the award",
    ("juror", "invite_again"): "a new invitation to the same address",
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
        letter, within = self.answers[role], WITHIN.get((self.machine, state), state)
        if letter == "y" and within not in self.states:
            letter = "C"
        if self.name in ALL_THE_SAME.get((self.machine, state), ()):
            return letter
        instead = INSTEAD.get((self.machine, state), {}).get(role, "y")
        return min(letter, instead, key="NFCy".index)


def lines(machine: str) -> list[Line]:
    """Return the lines of one table."""
    found = []
    for row in TABLES[machine].strip().replace("\n   ", " ").splitlines():
        name, *rest = row.split()
        letters = dict(zip(ROLES, rest[: len(ROLES)], strict=True))
        found.append(Line(machine, name, letters, frozenset(rest[len(ROLES) :])))
    return found
