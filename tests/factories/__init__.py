"""Rows for tests, by situation.  Everything is committed, as in production."""
