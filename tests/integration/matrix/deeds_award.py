"""How a prize is accepted, declined and given back."""

from app.services import award_answer
from tests.integration.matrix.deed import Deed

OUTCOME = "/my/concepts/{concept}/outcome"

AWARD = {
    "accept": Deed(lambda a, i: award_answer.accept(a, i["award"]), OUTCOME + "/accept"),
    "decline": Deed(lambda a, i: award_answer.decline(a, i["award"]), OUTCOME + "/decline"),
    "step_back": Deed(lambda a, i: award_answer.step_back(a, i["award"]), OUTCOME + "/step_back"),
}
