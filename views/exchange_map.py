"""The map of what an import would bring: one mark a row, clusters far out."""

from collections.abc import Hashable
from typing import Any

import numpy as np
from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.labels import label
from app.queries.exchange import import_job, import_marks
from app.serializers.map_feature import collection, feature
from geodata.clusters import Points, cluster
from geodata.map_labels import EXPERIMENT_LABELS
from geodata.map_options import ExperimentsMap
from geodata.maps import experiments_map
from models.exchange import ImportJob, RowOutcome
from views.access import staff, viewer
from views.language import PREFIX
from views.map_answer import answered
from views.map_page import PageMapParts, base_map, map_parts, words
from views.map_window import asked_window, chip_names, in_window

blueprint = Blueprint("exchange_map", __name__, url_prefix=PREFIX + "/desk/testbeds/import")

_STATUS = {
    RowOutcome.NEW.value: "running",
    RowOutcome.CHANGED.value: "soon",
    RowOutcome.UNCHANGED.value: "ended",
    RowOutcome.WRONG.value: "paused",
}


def of(job: ImportJob, outcome: RowOutcome | None) -> PageMapParts:
    """Return the map of an import's rows, opened on the city."""
    west, south, east, north = job.city.bbox
    params = {"outcome": outcome.value} if outcome is not None else {}
    return map_parts(
        experiments_map,
        ExperimentsMap(
            base=base_map(),
            label=_("Map of the rows"),
            labels={
                **words(EXPERIMENT_LABELS),
                **{_STATUS[one.value]: label(one) for one in RowOutcome},
            },
            key="rows",
            bounds=(west, south, east, north),
            data_url=url_for("exchange_map.marks", job_id=job.id),
            params=params,
            legend=("running", "soon", "ended", "paused"),
        ),
    )


@blueprint.get("/<int:job_id>/map.json")
@staff
def marks(job_id: int) -> ResponseReturnValue:
    """Answer with marks for the rows that pass the filter and lie in the window."""
    job = import_job(viewer(), job_id)
    asked = request.args.get("outcome", "")
    outcome = RowOutcome(asked) if asked in list(RowOutcome) else None
    rows = import_marks(viewer(), job_id, outcome)
    box, zoom = asked_window(request.args)
    points = Points(
        x=np.array([row[3] for row in rows], dtype=np.float64),
        y=np.array([row[4] for row in rows], dtype=np.float64),
        ids=np.array([row[0] for row in rows], dtype=np.int64),
        status=np.zeros(len(rows), dtype=np.int64),
        city=np.zeros(len(rows), dtype=np.int64),
    )
    known = {row[0]: row for row in rows}
    found = cluster(in_window(points, box, zoom), zoom, chip_names({job.city.slug: job.city.name}),
                    box)  # fmt: skip

    def properties(ident: Hashable) -> dict[str, Any]:
        row = known[int(str(ident))]
        return {
            "id": str(row[0]),
            "title": row[2] or _("No name yet"),
            "status": _STATUS[row[1]],
            "url": url_for("exchange_job.show", job_id=job_id, q=row[2][:100] or None),
            "place": _("Row %(number)s", number=row[0]),
        }

    features = [feature(mark, properties) for mark in found]
    return answered(collection(features, len(rows)))
