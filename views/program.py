"""Which addresses are for programs: no cookies, no pages of errors, readable from any origin."""

PREFIXES = ("/api/", "/ogc", "/dcat", "/data/", "/oembed")


def is_for_programs(path: str) -> bool:
    """Say whether an address is one for programs."""
    return path.startswith(PREFIXES)
