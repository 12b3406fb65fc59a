"""One feature name in every layer: a stray file has no feature, a feature lacks no file."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# feature: the layers in which it must have a file (m model, s service, q query, v view, f form,
# t template folder).  A file whose name begins with the feature and "_" belongs to it too.
FEATURES = {
    "account": "msqvft",
    "agreement": "msqvft",
    "api_guide": "vt",
    "application": "msqvft",
    "attachment": "msqvft",
    "attempt": "ms",
    "audit": "msq",
    "award": "msqvft",
    "booking": "msqvft",
    "calendar": "qvt",
    "call": "msqvft",
    "catalogue": "mqv",
    "challenge": "msqvft",
    "city": "msqv",
    "closure": "msqvft",
    "concept": "msqvft",
    "decision": "msqvft",
    "demo": "s",
    "desk": "qvt",
    "dictionary": "vt",
    "download": "mqvft",
    "dump": "msqvt",
    "embed": "vft",
    "event": "msqvft",
    "exchange": "msqvft",
    "experiment": "msqf",
    "fault": "msqvft",
    "feed": "msqvft",
    "feedback": "msqvft",
    "harm_report": "msqvft",
    "health": "qv",
    "home": "vt",
    "indicator": "msqvft",
    "information": "vt",
    "jury": "msqvft",
    "lead": "sqv",
    "metrics": "qv",
    "my": "vt",
    "notification": "msqvft",
    "offer": "s",
    "ogc": "mqvft",
    "open": "msqvt",
    "organisation": "msqvft",
    "outbox": "m",
    "panel": "msqvft",
    "personal": "msqvft",
    "pilot": "msqvft",
    "place": "mqvt",
    "place_request": "msqvft",
    "reader": "msqvt",
    "receipt": "ms",
    "registration": "msqvft",
    "replication": "msqvft",
    "report": "msqvft",
    "result": "qvft",
    "retention": "msqvt",
    "review": "msqvft",
    "rival": "qvt",
    "saved_search": "msqvft",
    "search": "msqv",
    "sign": "mqvft",
    "sitemap": "qv",
    "six_city": "q",
    "staff": "msqvft",
    "statistic": "qvt",
    "subscription": "msqvft",
    "survey": "msqvft",
    "testbed": "msqvft",
    "tile": "v",
    "token": "msqvft",
    "volunteer": "msqvft",
    "waiting": "s",
    "webhook": "msqvft",
}
LAYERS = {
    "m": ("models", "{}*.py"),
    "s": ("app/services", "{}*.py"),
    "q": ("app/queries", "{}*.py"),
    "v": ("views", "{}*.py"),
    "f": ("app/forms", "{}*.py"),
    "t": ("templates", "{}*"),
}


@pytest.mark.parametrize("feature", sorted(FEATURES))
def test_feature_has_its_file_in_each_of_its_layers(feature):
    for layer in FEATURES[feature]:
        folder, pattern = LAYERS[layer]
        assert list((ROOT / folder).glob(pattern.format(feature))), f"{feature} lacks {folder}"
