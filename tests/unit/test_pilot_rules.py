"""Which line of the checklist comes from what: the literal table, case by case."""

import datetime as dt

import pytest

from app.labels_pilot import CHECKLIST, CHECKLIST_HINTS
from models.pilot_midterm import midterm_day
from models.pilot_rule import BY_KEY, RULES, Answer, due_day, rules_for
from models.testbed_kind import Permit, TestbedKind

A, K = Answer, TestbedKind
ALWAYS = ["practicalities"]

CASES = [
    (K.VIRTUAL, (), (), []),
    (K.INDOOR, (), (), ["insurance"]),
    (K.SCHOOL, (), (), ["research_permit", "insurance"]),
    (K.STREET, (), (), ["street_permit", "insurance"]),
    (K.PARK, (), (), ["street_permit", "insurance"]),
    (K.HARBOUR, (), (), ["street_permit", "insurance"]),
    (K.TRANSPORT, (), (), ["street_permit", "insurance"]),
    (K.NEIGHBOURHOOD, (), (), ["street_permit", "insurance"]),
    (K.HOSPITAL, (), (), ["ethics_review", "insurance"]),
    (K.ELDERLY_HOME, (), (), ["ethics_review", "insurance"]),
    (K.VIRTUAL, ("traffic_arrangement", "landowner"), (), ["traffic_arrangement", "landowner"]),
    (K.VIRTUAL, ("data_protection",), (), ["data_protection"]),
    (K.VIRTUAL, (), (A.PERSONAL_DATA,), ["data_protection"]),
    (K.VIRTUAL, (), (A.MINORS,), ["guardian_consent"]),
    (K.VIRTUAL, (), (A.PATIENTS,), ["ethics_review"]),
    (K.VIRTUAL, (), (A.CAMERAS,), ["camera_notice"]),
    (K.VIRTUAL, (), (A.AI,), ["ai_notice"]),
    (K.VIRTUAL, (), (A.HEALTH,), []),
    (K.VIRTUAL, (), (A.HEALTH, A.PERSONAL_DATA), ["ethics_review", "data_protection"]),
    (K.VIRTUAL, (), (A.PERSONAL_DATA, A.MINORS), ["impact_assessment", "guardian_consent"]),
    (K.VIRTUAL, (), (A.PERSONAL_DATA, A.PATIENTS), ["ethics_review", "impact_assessment"]),
    (K.VIRTUAL, (), (A.PERSONAL_DATA, A.CAMERAS), ["impact_assessment", "camera_notice"]),
    (K.VIRTUAL, (), (A.PERSONAL_DATA, A.AI), ["impact_assessment", "ai_notice"]),
    (K.VIRTUAL, ("data_protection",), (A.PERSONAL_DATA, A.AI), ["impact_assessment", "ai_notice"]),
]


@pytest.mark.parametrize(("kind", "permits", "answers", "lines"), CASES)
def test_lines_come_from_the_place_its_permits_and_the_answers(kind, permits, answers, lines):
    called = [str(rule.key) for rule in rules_for(kind, permits, frozenset(answers))]
    assert called == ALWAYS + lines


def test_every_permit_and_every_answer_can_call_for_a_line():
    assert {rule.permit for rule in RULES} >= set(Permit)
    assert {one for rule in RULES for wanted in rule.answers for one in wanted} == set(Answer)


def test_every_line_has_its_words_and_tells_what_it_asks_for():
    assert set(BY_KEY) == set(CHECKLIST) == set(CHECKLIST_HINTS)


def test_a_line_is_due_its_usual_time_before_the_first_day_and_never_in_the_past():
    start = dt.date(2026, 3, 1)
    assert due_day("street_permit", start, dt.date(2026, 1, 1)) == dt.date(2026, 2, 8)
    assert due_day("street_permit", start, dt.date(2026, 2, 20)) == dt.date(2026, 2, 20)
    assert due_day("own_1", start, dt.date(2026, 1, 1)) == dt.date(2026, 2, 22)


@pytest.mark.parametrize(("days", "after"), [(59, None), (60, 30), (61, 30), (90, 45)])
def test_pilots_of_sixty_days_or_more_tell_in_their_middle_how_it_goes(days, after):
    start = dt.date(2026, 3, 1)
    due = midterm_day(start, start + dt.timedelta(days=days - 1))
    assert due == (None if after is None else start + dt.timedelta(days=after))
