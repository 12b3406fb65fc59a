"""Random filters as trees of CQL2 JSON, and the same as CQL2 text."""

import shapely
from hypothesis import strategies as st

TITLES = ["Kävely", "kävely", "KÄVELY", "Kavely", "50 % [a]*?", "it's", "Åbo", "", "b_c"]
DAYS = ["2026-01-01", "2026-03-15", "2026-06-01", "2026-06-30", "2027-01-01"]
KINDS = ["park", "street", "school", None]
THEMES = ["energy", "health", "mobility"]
PLACES = [
    {"type": "Point", "coordinates": [1, 1]},
    {"type": "LineString", "coordinates": [[0, 0], [3, 3]]},
    {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]},
    {"type": "MultiPoint", "coordinates": [[0, 0], [5, 5]]},
]
PROPERTY_NAMES = ["title_fi", "kind", "starts_on", "testers", "personal_data"]
_T = ["after", "before", "contains", "disjoint", "during", "equals", "finishedby", "finishes",
      "intersects", "meets", "metby", "overlappedby", "overlaps", "startedby",
      "starts"]  # fmt: skip
_S = ["contains", "crosses", "disjoint", "equals", "intersects", "overlaps", "touches", "within"]


def op(name, *args):
    return {"op": name, "args": list(args)}


def prop(name):
    return {"property": name}


def _folded(value):
    return st.sampled_from([value, op("casei", value), op("accenti", value)])


signs = st.sampled_from(["=", "<>", "<", ">", "<=", ">="])
titles = st.sampled_from(TITLES)
days = st.sampled_from(DAYS)
text_tests = st.builds(
    lambda sign, fold, text: op(sign, fold(prop("title_fi")), fold(text)),
    signs,
    st.sampled_from([lambda x: x, lambda x: op("casei", x), lambda x: op("accenti", x)]),
    titles,
)
likes = st.builds(
    lambda text: op("like", prop("title_fi"), text),
    st.sampled_from(["%", "k%", "K_vely", "%[a]*?", "50 %", "%v%", "b_c", "", "?"]),
)
numbers = st.builds(
    lambda sign, number: op(sign, prop("testers"), number), signs, st.integers(-2, 12)
)
ranges = st.builds(
    lambda low, high: op("between", prop("testers"), low, high),
    st.integers(-2, 12),
    st.integers(-2, 12),
)
kinds = st.builds(
    lambda some: op("in", prop("kind"), some),
    st.lists(st.sampled_from(KINDS[:3]), min_size=1, max_size=3),
)
missing = st.builds(lambda name: op("isNull", prop(name)), st.sampled_from(PROPERTY_NAMES))
truths = st.builds(lambda value: op("=", prop("personal_data"), value), st.booleans())
day_tests = st.builds(lambda sign, day: op(sign, prop("starts_on"), {"date": day}), signs, days)
own_days = st.builds(lambda sign: op(sign, prop("starts_on"), prop("ends_on")), signs)
_own = st.sampled_from([
    prop("starts_on"), {"interval": [prop("starts_on"), prop("ends_on")]},
    {"interval": [prop("starts_on"), ".."]},
])  # fmt: skip
_their = st.one_of(
    st.builds(lambda day: {"date": day}, days),
    st.builds(lambda one, two: {"interval": sorted([one, two])}, days, days),
    st.builds(lambda day: {"interval": ["..", day]}, days),
    st.builds(lambda day: {"interval": [day, ".."]}, days),
)
times = st.builds(lambda name, own, their: op(f"t_{name}", own, their), st.sampled_from(_T), _own,
                  _their)  # fmt: skip
places = st.builds(
    lambda name, place: op(f"s_{name}", prop("geometry"), place),
    st.sampled_from(_S),
    st.sampled_from([*PLACES, {"bbox": [0.5, 0.5, 4, 4]}]),
)
lists = st.builds(
    lambda name, words: op(f"a_{name}", prop("themes"), words),
    st.sampled_from(["contains", "containedBy", "equals", "overlaps"]),
    st.lists(st.sampled_from(THEMES), min_size=1, max_size=3, unique=True),
)
predicates = st.one_of(
    text_tests, likes, numbers, ranges, kinds, missing, truths, day_tests, own_days, times, places,
    lists,
)  # fmt: skip
trees = st.recursive(
    predicates,
    lambda inner: st.one_of(
        st.builds(lambda one: op("not", one), inner),
        st.builds(
            lambda name, some: op(name, *some),
            st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=2, max_size=3),
        ),
    ),
    max_leaves=8,
)


def written(tree):  # noqa: C901, PLR0911 - one line a kind of node
    """Return a tree as CQL2 text."""
    if isinstance(tree, bool):
        return str(tree).upper()
    if isinstance(tree, str):
        return "'" + tree.replace("'", "''") + "'"
    if isinstance(tree, int | float):
        return str(tree)
    if isinstance(tree, list):
        return "(" + ", ".join(map(written, tree)) + ")"
    if "op" in tree:
        return _operation(tree["op"], tree["args"])
    if "property" in tree:
        return tree["property"]
    if "date" in tree:
        return f"DATE('{tree['date']}')"
    if "interval" in tree:
        return f"INTERVAL({', '.join(map(written, tree['interval']))})"
    if "bbox" in tree:
        return f"BBOX({', '.join(map(str, tree['bbox']))})"
    return shapely.geometry.shape(tree).wkt


def _operation(name, args):  # noqa: PLR0911 - one line a kind of operation
    if name in {"and", "or"}:
        return "(" + f" {name.upper()} ".join(map(written, args)) + ")"
    if name == "not":
        return f"NOT ({written(args[0])})"
    if name == "isNull":
        return f"{written(args[0])} IS NULL"
    if name == "between":
        what, low, high = map(written, args)
        return f"{what} BETWEEN {low} AND {high}"
    if name in {"in", "like"}:
        return f"{written(args[0])} {name.upper()} {written(args[1])}"
    if len(args) == 2 and not name[0].isalpha():
        return f"{written(args[0])} {name} {written(args[1])}"
    return f"{name.upper()}({', '.join(map(written, args))})"
