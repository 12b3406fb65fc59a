"""Everything about the application except HTTP and tables.  Importing this builds nothing."""
