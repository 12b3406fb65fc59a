"""Every mail renders in every language with what its senders give, and nothing else gets in."""

import ast
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from app.jobs.letter import Message

ROOT = Path(__file__).resolve().parents[3]
MAIL = ROOT / "templates" / "mail"
TEMPLATES = {
    path.relative_to(MAIL).with_suffix("").as_posix()
    for path in MAIL.rglob("*.txt")
    if path.parent.name != "layouts"
}
# What callers give as ``**name``.
TOLD = {"start", "end", "pattern"}  # of app/services/hold.py
STARRED = {"days": TOLD, "told(booking)": TOLD, "facts": {"pilot_id", "slug", "end"},
           "joint": {"part_id", "title", "applicant", "city", "count"}}  # fmt: skip
MEETING = {"title": "Työpaja", "start": "2026-12-24T10:00:00+00:00",
           "end": "2026-12-24T12:00:00+00:00", "room": "Sali 1"}  # fmt: skip
EXAMPLES = {
    "start": "2026-12-24", "end": "2027-01-06", "answer_by": "2026-12-01", "role": "editor",
    "path": "/fi/x/abc", "application_id": 7, "part_id": 8, "pilot_id": 9, "organisation_id": 3,
    "request_id": 4, "slug": "valot", "places": [{"fi": "Tori", "sv": "Torget", "en": "Square"}],
    "languages": ["fi", "sv"], "cities": {"fi": "Turku", "sv": "Åbo"}, "count": 2, "months": 12,
    "testbeds": [{"id": 1, "names": {"fi": "Tori", "sv": ""}, "checked": "2025-01-31"}],
    "old_start": "2026-12-24", "new_start": "2027-01-06", "old_days": 5, "new_days": 1,
    "found": [{"name": "Tori", "city": "Turku", "path": "/fi/testbeds/turku/tori",
               "start": "2027-03-03"}],
    "is_urgent": False, "what": "Lights", "page_path": "/fi/reader/abc",
    "happened": [
        {"title": "Valot", "city": "Turku", "path": "/fi/pilots/valot", "start": "2026-12-24",
         "end": "2027-01-06", "note": "Lumi", "what": [
            {"kind": kind, "day": "2026-12-24", "title": "Uutinen", "is_urgent": is_urgent}
            for kind, is_urgent in (
                ("announced", False), ("begun", False), ("paused", False), ("paused", True),
                ("resumed", False), ("news", False), ("dates", False), ("ended", False),
                ("stopped", False), ("stopped", True), ("result", False))]}],
    "follows": [{"name": "Kallio, 1 km", "stop": "/fi/follow/stop/abc"}],
    "rhythm": "daily", "stop_path": "/fi/searches/stop/abc",
    "tasks": [{"key": "street_permit", "title": ""}, {"key": "own_1", "title": "Avain"}],
    "harm": True, "first_day": "2026-12-24", "last_day": "2027-01-06",
    "until": "2027-01-31", "held_until": "2027-01-31T22:00:00+00:00", "agreement_id": 5,
    "by_people": [{"fi": "Tori", "sv": "Torget", "en": "Square"}], "risks": ["minors", "cameras"],
    "old_hours": [127, 9, 12], "new_hours": [127, 13, 17],
    "pattern": [10, 9, 12],  # Tuesdays and Thursdays from 9 to 12
    "roles": ["editor", "reviewer"], "handed": ["Tori"], "hours": 2, "old": "a@b.example",
    "token": "t" * 43, "due": "2026-12-24", "fault_id": 6, "kind": "accessibility",
    "own_path": "/fi/volunteers/abc", "contact": "kysy@koepaikka.example",
    "challenge_id": 3, "closes_at": "2027-01-31T22:00:00+00:00", "zone": "Europe/Helsinki",
    "lines": [{"words": "Saako kaksi?", "answer": "Saa."}],
    "concept_id": 7, "decision_by": "2026-12-24", "is_staff": False,
    "harm_kind": "danger", "report_id": 4, "why_hidden": "abuse",
    **{key: [MEETING] for key in ("sessions", "placed", "waiting")}, "session": MEETING,
    "calendar": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "held": True, "minutes": 30,
    "is_whole": True, "code": "K7F3R",
    "rank": 3, "of": 40, "went_on": False, "score": "81.25", "scores": [["Hyöty", 40, "4.25"]],
    "comments": ["Hyvä ajatus"], "place": 1, "amount_eur": 5000, "entries": 80, "why": "lapsed",
}  # fmt: skip
# What callers name that is for whoever sends, and no mail ever knows.
NOT_TOLD = {"once", "also", "urgent"}
MAY_BE_EMPTY = {"note", "reason", "name"}
MAY_BE_MISSING = {"pattern"}


def calls():
    """Yield (module, call) of every call in services and views that name a template."""
    for path in sorted([*(ROOT / "app").rglob("*.py"), *(ROOT / "views").rglob("*.py")]):
        text = path.read_text("utf-8")
        if not any(f'"{template}"' in text for template in TEMPLATES):
            continue  # reading it as a program takes a hundred times as long
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call):
                yield path.stem, node


def part_facts(module="correspondence", function="_facts"):
    """Return the names that correspondence, or another module, adds to every mail of its own."""
    tree = ast.parse((ROOT / f"app/services/{module}.py").read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            facts = next(one for one in ast.walk(node) if isinstance(one, ast.Dict))
            return {key.value for key in facts.keys}
    raise AssertionError(f"{module} has no _facts")


def given_by(module, call):
    """Return the names that one call gives to its template."""
    given = set()
    for word in call.keywords:
        given |= {word.arg} if word.arg else STARRED[ast.unparse(word.value)]
    given -= NOT_TOLD
    function = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if function == "_tell_inviter":
        return {"person", "city", "city_slug", "testbed", "role", "name"}
    if function == "tell_address":
        return given
    return given | added(module, function) | {"name"}


# Who adds facts of their own to what a call gives, by the function that sends or by its module.
ADDED = {
    **dict.fromkeys(("tell_applicant", "tell_city"), part_facts),
    **dict.fromkeys(
        ("tell_applicants", "tell_cities", "tell_person", "pilot_reminder"),
        lambda: part_facts("pilot_mail"),
    ),
    **dict.fromkeys(
        ("feedback_mail", "tell_author"),
        lambda: part_facts("notification", "_reader_facts") | {"slug"},
    ),
    **dict.fromkeys(
        ("tell_challenge_city", "tell_writers", "tell_all_taking_part", "tell_about", "tell_asker"),
        lambda: part_facts("challenge_mail", "facts_of"),
    ),
    "_announce": lambda: part_facts("challenge_mail", "facts_of") | {"reason"},
    **dict.fromkeys(("tell_juror", "tell_jury", "tell_jury_city"), lambda: part_facts("jury_mail")),
    "tell_signers": lambda: part_facts("jury_mail") | {"is_staff"},
    "tell_reporter": lambda: part_facts("notification", "_reader_facts"),
    "_tell_administrators": lambda: part_facts("fault", "_administrator_facts"),
    "fault": lambda: part_facts("fault", "_sender_facts"),
    **dict.fromkeys(
        ("tell_request_applicant", "tell_request_city"),
        lambda: part_facts(function="_request_facts"),
    ),
    **dict.fromkeys(
        ("tell_team", "tell_lead"),
        lambda: part_facts("concept_mail", "_about") | {"title", "concept_id"},
    ),
    "tell_officers": lambda: part_facts("concept_mail", "_about"),
    **dict.fromkeys(
        ("tell_volunteer", "tell_guardian", "tell_testers"),
        lambda: part_facts("volunteer_mail", "_tell") | {"own_path"},
    ),
    "tell_registrant": lambda: part_facts("registration_mail", "tell_registrant"),
    "tell_of_place": lambda: part_facts("registration_mail", "tell_registrant") | {"session"},
    "_written": lambda: part_facts("award_letter", "_about") | part_facts("award_letter"),
    "_to_other": lambda: part_facts("award_letter"),
    **dict.fromkeys(("tell_award_team", "tell_award_city"), lambda: part_facts("award_mail")),
}


def added(module, function):
    """Return the names that are added to what a call gives, by whoever sends for it."""
    if facts := ADDED.get(function) or ADDED.get(module):
        return facts()
    return part_facts() | STARRED["facts"] if module.startswith("pilot") else set()


def senders():
    """Return, by template, the sets of names that its senders give."""
    found = {}
    for module, call in calls():
        for value in call.args:
            named = isinstance(value, ast.Constant) and isinstance(value.value, str)
            if named and value.value in TEMPLATES:
                found.setdefault(value.value, []).append(given_by(module, call))
    return found


SENDERS = senders()


def test_every_mail_has_somebody_who_sends_it():
    assert set(SENDERS) == TEMPLATES


def message(template, language="fi", **context):
    return Message(1, "key", template, language, "aino@koepaikka.example", context, 1)


@pytest.mark.parametrize("is_full", [True, False])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("template", sorted(SENDERS))
def test_every_mail_renders_in_every_language_with_what_its_senders_give(
    app, letters, template, language, is_full
):
    for names in SENDERS[template]:
        given = {name: EXAMPLES.get(name, f"«{name}»") for name in names}
        if not is_full:
            given |= dict.fromkeys(MAY_BE_EMPTY & names, "")
            given = {name: one for name, one in given.items() if name not in MAY_BE_MISSING}
        with app.app_context():
            letter = letters.write(message(template, language, **given))
        subject, text = letter["Subject"], letter.get_body(("plain",)).get_content()
        assert subject.strip() == subject
        assert subject
        for sign in ("{{", "}}", "%(", "None", "Undefined", "Markup", "&amp;", "&#"):
            assert sign not in subject + text, sign
        assert f"http://localhost/{language}/" in text
        assert "\n\n\n" not in text, "paragraphs are one empty line apart"
        assert not text.startswith("\n")
        assert letter["Content-Language"] == language


def test_the_footer_is_in_the_language_of_the_reader(app, letters):
    with app.app_context():
        texts = [
            letters.write(message("account/reset_notice", one, name="A"))
            .get_body(("plain",))
            .get_content()
            for one in ("fi", "sv", "en")
        ]
    for text, city in zip(texts, ("Helsingin", "Helsingfors", "Helsinki"), strict=True):
        assert city in text


def test_a_letter_says_that_a_machine_wrote_it_and_who(app, letters):
    with app.app_context():
        letter = letters.write(message("account/reset_notice", name="A"))
    read = message_from_bytes(letter.as_bytes(), policy=policy.default)

    assert read["From"] == "Koepaikka <post@koepaikka.example>"
    assert read["To"] == "aino@koepaikka.example"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["List-Id"] == "<koepaikka.koepaikka.example>"
    assert read["Date"].datetime.tzinfo is not None
    assert max(len(line) for line in letter.as_bytes().splitlines()) <= 998


HOSTILE = [
    "X\r\nBcc: evil@example.org", "X\nBcc: evil@example.org", "X\rBcc: e", "X\x00Y",
    "X\u2028Bcc: e", "X\x85Bcc: e", "X\x0bBcc: e", "Ä" * 3000, "X\r\n\r\nbody",
    "=?utf-8?q?X=0ABcc:_e?=", "=?utf-8?q?X=0D=0ABcc:_e?=", "=?utf-8?b?WApCY2M6IGU=?=",
    "==?utf-8?q?X=0ABcc:_e?=", "=\x00?utf-8?q?X=0ABcc:_e?=", "=\u2028?utf-8?q?=0ABcc:_e?=",
]  # fmt: skip


@pytest.mark.parametrize("title", HOSTILE)
def test_what_people_write_can_add_no_header(app, letters, title):
    given = {name: EXAMPLES.get(name, title) for name in SENDERS["pilot/started"][0]}
    with app.app_context():
        letter = letters.write(message("pilot/started", **given))
    read = message_from_bytes(letter.as_bytes(), policy=policy.default)

    assert read["Bcc"] is None
    assert set(read.keys()) == set(letter.keys())
    assert len(read["Subject"].splitlines()) == 1


@pytest.mark.parametrize(
    "address",
    ["", "a", "@b.example", "a@", "a@b.example\nBcc: e@e.example", "a@b.example, c@d.example",
     "a@b..example", "A <a@b.example>"],
)  # fmt: skip
def test_what_is_no_address_gets_no_letter(app, letters, address):
    wrong = Message(1, "key", "account/reset_notice", "fi", address, {"name": "A"}, 1)
    with app.app_context(), pytest.raises(Exception):  # noqa: B017, PT011 - whichever says so
        letters.write(wrong)


def test_an_address_in_a_domain_with_letters_of_ours_is_written_as_servers_read_it(app, letters):
    sent = Message(1, "k", "account/reset_notice", "fi", "a@ääkkönen.example", {"name": "A"}, 1)
    with app.app_context():
        assert letters.write(sent)["To"] == "a@xn--kknen-fraa0m.example"


def test_a_mail_that_says_when_brings_a_calendar_file(app, letters):
    given = {name: EXAMPLES.get(name, name) for name in SENDERS["registration/changed"][0]}
    with app.app_context():
        letter = letters.write(message("registration/changed", **given))
    read = message_from_bytes(letter.as_bytes(), policy=policy.default)
    (file,) = read.iter_attachments()

    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "koepaikka.ics")
    assert file.get_content().startswith("BEGIN:VCALENDAR")
    assert read["Content-Language"] == "fi"
