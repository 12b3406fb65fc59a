"""Files of many testbeds: read and written in a child process that never sees the database.

`sandbox` is the only door from outside.  Everything else runs in the child: it decides by content
what a file is, reads it row by row and hands over one line of JSON a row, or refuses it by name.
GDAL is imported in `gdal` alone, and only there (see tests/architecture/test_one_sqlite.py).
"""
