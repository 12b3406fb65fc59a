"""Whether somebody can take part: their age, and what they answer to the questions."""

from collections.abc import Mapping

from app import clock
from models.base import LANGUAGES, Translated
from models.errors import FieldError
from models.guardian import OLDEST, GuardianPart, age_of, guardian_part
from models.panel import Panel, PanelQuestion, QuestionKind

Told = dict[str, dict[str, str]]


def judged_age(panel: Panel, birth_year: int | None, *, is_old_enough: bool) -> GuardianPart:
    """Return what a guardian has to do; the year of birth is asked only where minors may come.

    Raises:
        FieldError: ``birth_year_needed``, ``year_range`` (least, most), ``too_young`` (least) at
            ``birth_year``; ``age_not_told`` (least) at ``is_old_enough``.
    """
    if not panel.takes_minors:
        if not is_old_enough:
            raise FieldError("age_not_told", field="is_old_enough", least=panel.least_age)
        return GuardianPart.NONE
    if birth_year is None:
        raise FieldError("birth_year_needed", field="birth_year")
    today = clock.today(panel.pilot.city.time_zone)
    if not today.year - OLDEST <= birth_year <= today.year:
        raise FieldError(
            "year_range", field="birth_year", least=today.year - OLDEST, most=today.year
        )
    age = age_of(birth_year, today)
    if age < panel.least_age:
        raise FieldError("too_young", field="birth_year", least=panel.least_age)
    place = panel.pilot.testbed
    return guardian_part(age, place.kind if place is not None else None)


def chosen_answers(panel: Panel, given: Mapping[int, str]) -> list[Told]:
    """Return each question as it was asked with what was answered, as it is kept.

    Raises:
        FieldError: ``answer_this``, ``answer_does_not_fit`` at ``q<id>``.
    """
    return [_answered(one, given.get(one.id, "")) for one in panel.questions]


def _answered(question: PanelQuestion, value: str) -> Told:
    known = options(question)
    if value not in known:
        raise FieldError("answer_this", field=f"q{question.id}")
    words, fits = known[value]
    if not fits:
        raise FieldError("answer_does_not_fit", field=f"q{question.id}")
    return {"question": question.words.as_dict(), "answer": words or {"value": value}}


def options(question: PanelQuestion) -> dict[str, tuple[dict[str, str], bool]]:
    """Return the answers of a question by value: their own words, if any, and whether they fit.

    The fitting choices stand among the others in the order of their words, so that their place
    does not tell which of them is wanted.
    """
    if question.kind is not QuestionKind.CHOICE:
        return {
            "yes": ({}, question.kind is not QuestionKind.NO),
            "no": ({}, question.kind is not QuestionKind.YES),
        }
    both = [(one, True) for one in question.fits] + [(one, False) for one in question.others]
    both.sort(key=lambda pair: [pair[0].get(lang, "") for lang in LANGUAGES])
    return {str(number): pair for number, pair in enumerate(both, start=1)}


def best_of(words: Mapping[str, str], lang: str) -> str:
    """Return the words of a kept text in the reader's language, or another that it has."""
    return Translated.of(dict(words)).best(lang)[0]
