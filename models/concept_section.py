"""The sections of an entry: which are read blind, which are needed, which may be trade secrets."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from models.challenge import EntrantKind
from models.concept import BODY, Concept

NEEDED = ("title", "problem", "solution", "impact", "plan", "contact_name", "contact_email")
"""What an entry cannot be submitted without; the rest may stay empty."""
MAY_BE_SECRET = ("problem", "solution", "impact", "plan", "needs")
"""A title is always given out: what is known of an entry is called by it."""
FOR_ORGANISATIONS = frozenset({
    EntrantKind.STARTUP, EntrantKind.COMPANY, EntrantKind.UNIVERSITY, EntrantKind.ASSOCIATION,
})  # fmt: skip
"""Kinds of entrants that enter for an organisation of theirs; the others enter for themselves."""


def content_of(concept: Concept) -> dict[str, Any]:
    """Return what is submitted and judged, as JSON can hold it: what a receipt's digest is of.

    Files stand in it by the SHA-256 of what is kept of them, in the order of their addition.
    Names and contact details are not in it: they can be erased, and a version never changes.
    """
    return {
        "code": concept.code,
        "language": concept.language,
        "entrant_kind": concept.entrant_kind.value if concept.entrant_kind else None,
        "organisation_id": concept.organisation_id,
        "terms_id": concept.terms_id,
        **{name: getattr(concept, name) for name in BODY},
        "secrets": dict(concept.secrets),
        "shows_name": concept.shows_name,
        "testbeds": sorted(one.id for one in concept.testbeds),
        "team": sorted(concept.team),
        "files": [
            {"title": one.title, "kind": one.kind, "sha256": one.digest, "secret": one.is_secret}
            for one in sorted(concept.files, key=lambda one: one.id)
        ],
    }


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of content in hex: of its JSON with sorted keys, without blanks, UTF-8."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
