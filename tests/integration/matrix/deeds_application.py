"""How what happens to applications is done: their parts, agreements, reviews and requests."""

from app.services import (
    agreement,
    application,
    decision,
    lead,
    offer,
    place_request,
    place_request_answer,
    review,
)
from app.services.decision import OfferTerms
from app.services.review import Given
from tests.factories.application import TERMS
from tests.factories.review import scores
from tests.integration.matrix.deed import DAYS, DESK, FAR, PARTS, REASON, VERSION, Deed

ASKED = "/desk/requests/{request}"
SCORES = {name: str(level) for name, level in scores().items()}
CONFLICT = {"conflict": "My sister works there"}

PART = {
    "submit": Deed(
        lambda a, i: application.submit(a, i["application"], i["version"], TERMS),
        "/my/applications/{application}/edit/check", VERSION | {"terms": "y"},
    ),
    "withdraw": Deed(
        lambda a, i: application.withdraw(a, i["part"]), PARTS + "/withdraw", REASON
    ),
    "answer": Deed(
        lambda a, i: application.answer(a, i["part"], "So"), PARTS + "/answer", {"body": "So"}
    ),
    "accept": Deed(
        lambda a, i: offer.accept(a, i["part"], TERMS, i["seen"]), "/my/offers/{part}/accept",
        {"name": "Aino", "terms": "y", "agreement": "{text}"},
    ),
    "decline_offer": Deed(
        lambda a, i: offer.decline(a, i["part"]), "/my/offers/{part}/decline", REASON
    ),
    "take_up": Deed(lambda a, i: decision.take_up(a, i["part"]), DESK + "/take-up"),
    "ask": Deed(
        lambda a, i: decision.ask(a, i["part"], "How?"), DESK + "/ask", {"question": "How?"}
    ),
    "shortlist": Deed(
        lambda a, i: decision.shortlist(a, i["part"], *FAR), DESK + "/shortlist", DAYS
    ),
    "waitlist": Deed(
        lambda a, i: decision.waitlist(a, i["part"]), DESK + "/waitlist", {"note": ""}
    ),
    "offer": Deed(
        lambda a, i: decision.offer(a, i["part"], OfferTerms(*FAR)), DESK + "/offer",
        DAYS | {"hold_days": "7"},
    ),
    "reject": Deed(
        lambda a, i: decision.reject(a, i["part"], "Reason"), DESK + "/reject", REASON
    ),
    "cancel_by_city": Deed(
        lambda a, i: decision.cancel_by_city(a, i["part"], "Reason"), DESK + "/cancel", REASON
    ),
    "reopen": Deed(lambda a, i: decision.reopen(a, i["part"]), DESK + "/reopen"),
}  # fmt: skip
JOINT = {
    "offer": Deed(
        lambda a, i: decision.offer_joint(a, i["application"]), DESK + "/joint",
        {"hold_days": "7", "note": ""},
    ),
    "take_lead": Deed(
        lambda a, i: lead.take_lead(a, i["application"], i["tampere"]), DESK + "/lead",
        {"city": "{tampere}"},
    ),
}  # fmt: skip
AGREEMENT = {
    "sign": Deed(
        lambda a, i: agreement.sign(a, i["agreement"], i["seen"], "Kaisa"),
        "/my/agreements/{agreement}/sign", {"seen": "{seen}", "name": "Kaisa", "read": "y"},
    ),
}  # fmt: skip
REVIEW = {
    "save": Deed(
        lambda a, i: review.save(a, i["part"], i["version"], Given(scores())), DESK + "/review",
        SCORES | VERSION | {"draft": "1"},
    ),
    "submit": Deed(
        lambda a, i: review.submit(a, i["part"], i["version"], Given(scores())), DESK + "/review",
        SCORES | VERSION,
    ),
    "recuse": Deed(
        lambda a, i: review.recuse(a, i["part"], "Reason"), DESK + "/review/conflict", CONFLICT
    ),
    "take_back": Deed(lambda a, i: review.take_back(a, i["part"]), DESK + "/review/take_back"),
    "stand_aside": Deed(
        lambda a, i: review.stand_aside(a, i["part"]), DESK + "/review/stand_aside"
    ),
}  # fmt: skip
REQUEST = {
    "propose": Deed(
        lambda a, i: place_request_answer.propose(a, i["request"], i["testbed"]),
        ASKED + "/propose", {"testbed": "{testbed}", "note": ""},
    ),
    "decline": Deed(
        lambda a, i: place_request_answer.decline(a, i["request"], "Reason"), ASKED + "/decline",
        REASON,
    ),
    "withdraw": Deed(
        lambda a, i: place_request.withdraw_request(a, i["request"]),
        "/my/applications/requests/{request}/withdraw",
    ),
}  # fmt: skip
