"""QR codes as plain numbers, for documents that draw them with lines instead of pictures."""

from dataclasses import dataclass

QUIET = 4
"""The white margin that readers need, in modules.  Source: ISO/IEC 18004:2015, 6.3.8."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code of ``side`` × ``side`` modules with its quiet zone.

    ``runs`` are stretches of dark modules: (column, row, length), counted from the top left.
    """

    side: int
    runs: tuple[tuple[int, int, int], ...]


def drawn(address: str) -> QrCode:
    """Return the QR code of an address; a quarter of it may be scratched away (level Q or better).

    Raises:
        ValueError: The address is too long for any code.
    """
    import segno  # noqa: PLC0415 - for the few who ask for a sign or a second factor

    code = segno.make_qr(address, error="q", boost_error=True)
    rows = tuple(code.matrix)
    runs = [
        (first + QUIET, row + QUIET, length)
        for row, modules in enumerate(rows)
        for first, length in _dark(modules)
    ]
    return QrCode(len(rows) + 2 * QUIET, tuple(runs))


def _dark(modules: bytearray) -> list[tuple[int, int]]:
    """Return the dark stretches of one row as (first, length)."""
    found: list[tuple[int, int]] = []
    for column, module in enumerate(modules):
        if not module:
            continue
        if found and sum(found[-1]) == column:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((column, 1))
    return found
