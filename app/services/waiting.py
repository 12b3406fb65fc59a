"""Pass freed days on to the waiting list, oldest promise first."""


def fill(testbed_id: int) -> list[int]:
    """Offer free days to those waiting for this testbed whose wish fits; returns their part ids.

    Runs inside the use case that freed the days, as the system, with the testbed's hold time.
    """
    raise NotImplementedError
