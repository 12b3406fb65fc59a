"""Which shapes touch a box: the spatial index of each engine behind one function."""

from geoalchemy2 import Geometry
from sqlalchemy import ColumnElement, column, func, select, table
from sqlalchemy.orm import InstrumentedAttribute

from app.database import db
from models.pilot import Pilot
from models.testbed import Testbed

Box = tuple[float, float, float, float]
Placed = type[Testbed] | type[Pilot]


def in_box(model: Placed, box: Box) -> ColumnElement[bool]:
    """Return the condition that a row's own box touches ``box``, by the index.

    ``box`` is (west, south, east, north) in EPSG:4326.  The geometry of blurred places is exact:
    pages for everybody leave those rows out of such a query, because asking with ever smaller
    boxes would tell where they are.
    """
    if db.engine.dialect.name == "sqlite":
        return _in_rtree(model, box)
    geom: InstrumentedAttribute[Geometry] = model.geom  # type: ignore[assignment]  # as mapped
    return geom.op("&&")(func.ST_MakeEnvelope(*box, 4326, type_=Geometry))


def _in_rtree(model: Placed, box: Box) -> ColumnElement[bool]:
    """SpatiaLite keeps an R*Tree beside the table, as ``idx_<table>_<column>``."""
    west, south, east, north = box
    tree = table(
        f"idx_{model.__tablename__}_geom",
        column("pkid"), column("xmin"), column("xmax"), column("ymin"), column("ymax"),
    )  # fmt: skip
    found = select(tree.c.pkid).where(
        tree.c.xmin <= east, tree.c.xmax >= west, tree.c.ymin <= north, tree.c.ymax >= south
    )
    return model.id.in_(found)
