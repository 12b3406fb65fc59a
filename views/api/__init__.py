"""What programs speak to: the same use cases and queries as the pages, without cookies."""
