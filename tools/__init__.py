"""Set-up, checks and start-up of a working copy; needs nothing but the standard library."""
