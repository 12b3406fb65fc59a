"""How strict each juror is beside the others who read the same: one offset a juror.

``mark = entry + offset + chance``, by least squares that shrink the offsets of jurors who have
read little.  It is used only where it can help, which ``may_adjust`` decides; the plain score is
always shown beside it.
Source: NIPS 2014 reviewer calibration; docs/adr/0038-jury-arithmetic.md.
"""

from collections.abc import Mapping
from decimal import Decimal, localcontext

from models.jury_score import PRECISION

SHRINK = Decimal(2)
LEAST_READ = 8

Means = Mapping[tuple[int, int], Decimal]
"""Weighted means of 0 to 5 by (entry, juror)."""


def may_adjust(means: Means, *, random: bool) -> bool:
    """Say whether adjusting helps.

    Chance gave out the entries, each juror read eight or more and told them apart, and not
    everybody read everything.
    """
    entries = {entry for entry, _juror in means}
    jurors = {juror for _entry, juror in means}
    if not random or len(means) == len(entries) * len(jurors):
        return False
    read = {juror: [mark for (_e, j), mark in means.items() if j == juror] for juror in jurors}
    return all(len(marks) >= LEAST_READ and len(set(marks)) > 1 for marks in read.values())


def offsets(means: Means) -> dict[int, Decimal]:
    """Return each juror's offset on the scale of 0 to 5; above 0: milder than the others."""
    jurors = sorted({juror for _entry, juror in means})
    place = {juror: number for number, juror in enumerate(jurors)}
    readers: dict[int, list[int]] = {}
    for entry, juror in sorted(means):
        readers.setdefault(entry, []).append(juror)
    size = len(jurors)
    with localcontext(prec=PRECISION):
        matrix = [[Decimal()] * (size + 1) for _row in range(size)]
        for entry, those in readers.items():
            count = Decimal(len(those))
            middle = sum((means[entry, juror] for juror in those), Decimal()) / count
            for juror in those:
                row = matrix[place[juror]]
                row[place[juror]] += 1
                row[size] += means[entry, juror] - middle
                for other in those:
                    row[place[other]] -= 1 / count
        for number in range(size):
            matrix[number][number] += SHRINK
        solved = _solved(matrix)
    return {juror: solved[place[juror]] for juror in jurors}


def adjusted(means: Means) -> dict[int, Decimal]:
    """Return each entry's mean, 0 to 5, with its readers' offsets taken off."""
    off = offsets(means)
    found: dict[int, list[Decimal]] = {}
    with localcontext(prec=PRECISION):
        for (entry, juror), mark in sorted(means.items()):
            found.setdefault(entry, []).append(mark - off[juror])
        return {entry: sum(marks, Decimal()) / len(marks) for entry, marks in found.items()}


def _solved(matrix: list[list[Decimal]]) -> list[Decimal]:
    """Solve a system whose matrix is symmetric and positive (so no pivoting is needed)."""
    size = len(matrix)
    for turn in range(size):
        head = matrix[turn][turn]
        matrix[turn] = [value / head for value in matrix[turn]]
        for number in range(size):
            factor = matrix[number][turn]
            if number != turn and factor:
                pairs = zip(matrix[number], matrix[turn], strict=True)
                matrix[number] = [mine - factor * theirs for mine, theirs in pairs]
    return [row[size] for row in matrix]
