"""The final report, and the answer of the place or the city to it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.decision import DeedForm
from app.forms.fields import LONG, Form, PickField, TextField, WholeNumberField
from app.forms.ident import ident
from app.forms.pilot import SHOWN_TRUTH, TRUTH, YES_NO, shown, three
from models.base import LANGUAGES
from models.pilot import Pilot
from models.report import Side

TEXTS = ("outcome", "learned", "failed", "continues_why", "bought_why")
TRUTHS = ("continues", "bought")
NUMBERS = ("testers", "money_used_eur")


class ReportForm(Form):
    """What came of it."""

    version = HiddenField()
    outcome_fi = TextField(
        _l("In one sentence, in Finnish"),
        most=LONG,
        render_kw={"rows": 2},
        description=_l("What a neighbour should remember of it."),
    )
    outcome_sv = TextField(_l("In one sentence, in Swedish"), most=LONG, render_kw={"rows": 2})
    outcome_en = TextField(_l("In one sentence, in English"), most=LONG, render_kw={"rows": 2})
    learned_fi = TextField(_l("What was learned, in Finnish"), most=LONG)
    learned_sv = TextField(_l("What was learned, in Swedish"), most=LONG)
    learned_en = TextField(_l("What was learned, in English"), most=LONG)
    failed_fi = TextField(_l("What did not work, in Finnish"), most=LONG)
    failed_sv = TextField(_l("What did not work, in Swedish"), most=LONG)
    failed_en = TextField(_l("What did not work, in English"), most=LONG)
    testers = WholeNumberField(_l("How many people took part?"), most=10_000_000)
    money_used_eur = WholeNumberField(
        _l("What did it cost in all, in euros?"),
        most=1_000_000_000,
        description=_l("Everybody’s money together, without VAT. It is public."),
    )
    continues = PickField(_l("Does it go on?"), choices=YES_NO)
    continues_why_fi = TextField(
        _l("How does it go on, or why not, in Finnish"),
        most=LONG,
        render_kw={"rows": 3},
        description=_l("Needed when it does not go on: the next city learns most from it."),
    )
    continues_why_sv = TextField(
        _l("How does it go on, or why not, in Swedish"), most=LONG, render_kw={"rows": 3}
    )
    continues_why_en = TextField(
        _l("How does it go on, or why not, in English"), most=LONG, render_kw={"rows": 3}
    )
    bought = PickField(_l("Did the city take it into use?"), choices=YES_NO)
    bought_why_fi = TextField(
        _l("How was it bought, or why not, in Finnish"),
        most=LONG,
        render_kw={"rows": 3},
        description=_l("Needed when it was not bought: too dear, not ready, no budget, no need?"),
    )
    bought_why_sv = TextField(
        _l("How was it bought, or why not, in Swedish"), most=LONG, render_kw={"rows": 3}
    )
    bought_why_en = TextField(
        _l("How was it bought, or why not, in English"), most=LONG, render_kw={"rows": 3}
    )

    def answers(self) -> dict[str, Any]:
        """Return the answers that have no errors, by the names of the pilot's columns."""
        found: dict[str, Any] = {name: three(self, name) for name in TEXTS}
        found |= {name: TRUTH.get(self[name].data or "") for name in TRUTHS}
        found |= {name: self[name].data for name in NUMBERS}
        return {name: value for name, value in found.items() if not self._is_bad(name)}

    def _is_bad(self, name: str) -> bool:
        own = [f"{name}_{lang}" for lang in LANGUAGES] if name in TEXTS else [name]
        return any(self[one].errors for one in own)


def told(pilot: Pilot) -> dict[str, Any]:
    """Return what the form shows of a pilot's report."""
    return {
        **{name: SHOWN_TRUTH[getattr(pilot, name)] for name in TRUTHS},
        **{name: getattr(pilot, name) for name in NUMBERS},
        **shown(pilot, TEXTS),
    }


class SignForm(Form):
    """For which side somebody approves which round."""

    side = PickField(_l("For whom?"), choices=[(one.value, one.value) for one in Side])
    round = HiddenField()

    @property
    def seen(self) -> int:
        """The round whose report was read; 0 when somebody has played with it."""
        return ident(self.round.data)


class SendBackForm(SignForm, DeedForm):
    """What the applicant should mend."""

    words = TextField(
        _l("What should be mended?"),
        most=LONG,
        required=_l("Write what should be mended. The applicant reads it."),
        description=_l("The applicant reads this word for word."),
    )
