"""What each level from 0 to 5 means, by criterion: reviewers read it beside the choice."""

from typing import Any

from flask_babel import lazy_gettext as _l

from models.review_score import Criterion

ANCHORS: dict[Criterion, tuple[Any, ...]] = {
    Criterion.USER_VALUE: (
        _l("Nobody is named who would gain from it"),
        _l("A need is claimed, not shown"),
        _l("A small convenience for a few"),
        _l("A clear benefit for one group"),
        _l("A clear benefit for many, described by them"),
        _l("Solves something that people here suffer from every day"),
    ),
    Criterion.NOVELTY: (
        _l("Everybody has it already"),
        _l("Known elsewhere in the same form"),
        _l("A familiar thing in a new place"),
        _l("A new mix of known parts"),
        _l("New in Finland"),
        _l("New anywhere, and credible"),
    ),
    Criterion.FEASIBILITY: (
        _l("Cannot be done at this place"),
        _l("Needs much that the place does not have"),
        _l("Possible after large changes"),
        _l("Possible with some help from the place"),
        _l("Fits the place; small matters are open"),
        _l("Ready to begin: power, mounting, permits and people are clear"),
    ),
    Criterion.IMPACT: (
        _l("Works against the city’s goals"),
        _l("Has nothing to do with the city’s goals"),
        _l("Touches a goal in passing"),
        _l("Helps one goal in a small way"),
        _l("Helps an important goal and could be measured"),
        _l("Moves an important goal, and could grow to the whole city"),
    ),
    Criterion.LEARNING: (
        _l("Does not say what is to be learned"),
        _l("Goals without a way to measure them"),
        _l("Measures are named, not how they are taken"),
        _l("One clear question with a measure"),
        _l("Clear questions, measures and a starting level"),
        _l("A plan that others could repeat and trust"),
    ),
    Criterion.PRICE: (
        _l("Far too dear for what it gives"),
        _l("Dear, and not explained"),
        _l("On the high side"),
        _l("A fair price"),
        _l("A good price, explained line by line"),
        _l("Hardly costs the city anything for what it gives"),
    ),
}
