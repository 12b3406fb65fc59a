"""Facets: every count says what one would see if that option were chosen as well."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.queries.facet import Facet, filtered

VALUES = {"city": "hto", "theme": "abc", "state": "xy"}
ROWS = st.lists(
    st.fixed_dictionaries(
        {name: st.frozensets(st.sampled_from(known), max_size=2) for name, known in VALUES.items()}
    ),
    max_size=30,
)
WANTED = st.fixed_dictionaries(
    {name: st.frozensets(st.sampled_from(known)) for name, known in VALUES.items()}
)


def facets(wanted):
    return [Facet(name, lambda row, name=name: row[name], wanted[name]) for name in VALUES]


def passes(row, wanted):
    return all(not asked or asked & row[name] for name, asked in wanted.items())


@given(ROWS, WANTED)
def test_rows_are_those_that_pass_every_facet_in_their_order(rows, wanted):
    assert filtered(rows, facets(wanted))[0] == [row for row in rows if passes(row, wanted)]


@given(ROWS, WANTED)
def test_a_count_is_what_choosing_that_option_alone_in_its_group_would_show(rows, wanted):
    counts = filtered(rows, facets(wanted))[1]
    for name, known in VALUES.items():
        for value in known:
            with_it = {**wanted, name: frozenset(value)}
            assert counts[name][value] == sum(passes(row, with_it) for row in rows)


@given(ROWS)
def test_nothing_wanted_shows_everything_and_counts_every_value(rows):
    chosen, counts = filtered(rows, facets(dict.fromkeys(VALUES, frozenset())))
    assert chosen == rows
    for name in VALUES:
        assert counts[name] == Counter(value for row in rows for value in row[name])
