"""Read a filter written as CQL2 text: ``kind = 'park' AND NOT (capacity < 2)``.

Written here because the parser at hand (pygeofilter 0.4) joins AND and OR as if they bound alike,
so that ``a OR b AND c`` would find the wrong features; see the decision record.  OR binds least,
then AND, NOT, the predicates, ``+ -``, ``* / % div``, and ``^`` most.

Source: OGC 21-065r2, annex B (BNF of CQL2 text).
"""

import math
import re

from app.forms.ogc_cql2_token import Token, tokens, unread
from app.forms.ogc_filter_limit import MOST_DEPTH, Builder, instant, refused
from geodata.ogc_crs import OgcCrs
from models.ogc import COMPARISONS, Node, Property

_GEOMETRY = re.compile(r"(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION", re.IGNORECASE)
_RESERVED = {"and", "or", "not", "like", "between", "in", "is", "null"}


def read_text(text: str, crs: OgcCrs) -> Node:
    """Return the tree of a filter; geometries in it are in ``crs``.

    Raises:
        OgcError: it is no CQL2 text, or larger than what is answered.

    """
    return _Reader(text, crs).all()


class _Reader:
    def __init__(self, text: str, crs: OgcCrs) -> None:
        self.text, self.tokens, self.at, self.depth = text, tokens(text), 0, 0
        self.build = Builder(crs)

    def all(self) -> Node:
        node = self.either()
        if self.next.kind != "end":
            raise self.stopped()
        return node

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def stopped(self) -> Exception:
        return unread(self.text, self.next.start)

    def take(self, *words: str) -> bool:
        """Step over these words if they come next."""
        coming = tuple(token.word for token in self.tokens[self.at : self.at + len(words)])
        if coming != words:
            return False
        self.at += len(words)
        return True

    def need(self, word: str) -> None:
        if not self.take(word):
            raise self.stopped()

    def either(self) -> Node:
        """Read terms joined by OR."""
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise refused("ogc_filter_deep")
        terms = [self.both()]
        while self.take("or"):
            terms.append(self.both())
        self.depth -= 1
        return terms[0] if len(terms) == 1 else self.build.op("or", *terms)

    def both(self) -> Node:
        factors = [self.negated()]
        while self.take("and"):
            factors.append(self.negated())
        return factors[0] if len(factors) == 1 else self.build.op("and", *factors)

    def negated(self) -> Node:
        is_not = False
        while self.take("not"):
            is_not = not is_not
        return self._unless(is_not, self.predicate())

    def predicate(self) -> Node:
        """Read a value and what is said of it, if anything is."""
        left = self.signed()
        if self.next.word in COMPARISONS:
            sign = self.next.word
            self.at += 1
            return self.build.op(sign, left, self.signed())
        if self.take("is"):
            is_not = self.take("not")
            self.need("null")
            return self._unless(is_not, self.build.op("isnull", left))
        is_not = self.take("not")
        if self.take("like"):
            return self._unless(is_not, self.build.op("like", left, self.signed()))
        if self.take("between"):
            low = self.signed()
            self.need("and")
            return self._unless(is_not, self.build.op("between", left, low, self.signed()))
        if self.take("in"):
            self.need("(")
            return self._unless(is_not, self.build.op("in", left, tuple(self.items())))
        if is_not:
            raise self.stopped()
        return left

    def _unless(self, is_not: bool, node: Node) -> Node:  # noqa: FBT001 - only called above
        return self.build.op("not", node) if is_not else node

    def signed(self) -> Node:
        """Read one value, perhaps a number below nought."""
        if not self.take("-"):
            return self.primary()
        value = self.primary()
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.stopped()
        return -value

    def primary(self) -> Node:
        token = self.next
        self.at += 1
        if token.kind == "number":
            return self.build.counted(self._of(token.text))
        if token.kind == "text":
            return self.build.counted(token.text)
        if token.kind == "quoted":
            return self.build.counted(Property(token.text))
        if token.word == "(":
            return self._bracketed()
        if token.kind == "name" and token.word not in _RESERVED:
            return self._named(token)
        self.at -= 1
        raise self.stopped()

    def _bracketed(self) -> Node:
        """Read what stands in brackets: one expression, or a list of values."""
        items = self.items()
        return items[0] if len(items) == 1 else tuple(items)

    def items(self) -> list[Node]:
        """Read values up to the closing bracket."""
        found: list[Node] = []
        while not self.take(")"):
            if found:
                self.need(",")
            found.append(self.either())
        return found

    def _named(self, token: Token) -> Node:
        if token.word in {"true", "false"}:
            return self.build.counted(token.word == "true")
        if _GEOMETRY.fullmatch(token.text) and self.next.word in {"(", "z"}:
            return self._geometry(token)
        if not self.take("("):
            return self.build.counted(Property(token.text))
        args = self.items()
        special = {
            "date": self._instant, "timestamp": self._instant, "bbox": self._box,
            "interval": self._interval,
        }.get(token.word)  # fmt: skip
        return self.build.op(token.word, *args) if special is None else special(token, args)

    def _instant(self, token: Token, args: list[Node]) -> Node:
        value = args[0] if len(args) == 1 and isinstance(args[0], str) else ""
        return self.build.counted(instant(value, is_day=token.word == "date"))

    def _box(self, _token: Token, args: list[Node]) -> Node:
        return self.build.box([self._number(one) for one in args])

    def _interval(self, _token: Token, args: list[Node]) -> Node:
        if len(args) != 2:  # noqa: PLR2004 - from and to
            raise refused("ogc_filter_arguments", name="interval")
        return self.build.interval([self._end(one) for one in args])

    def _end(self, value: Node) -> str | Property:
        if isinstance(value, str | Property):
            return value
        raise refused("ogc_filter_arguments", name="interval")

    def _of(self, text: str) -> int | float:
        number = float(text)
        if not math.isfinite(number):
            raise self.stopped()
        return int(number) if text.isdigit() else number

    def _number(self, value: Node) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise refused("ogc_filter_geometry")
        return float(value)

    def _geometry(self, first: Token) -> Node:
        """Read a geometry in well-known text, up to the bracket that closes it."""
        deep = 0
        while self.next.kind != "end":
            token = self.next
            self.at += 1
            deep += {"(": 1, ")": -1}.get(token.word, 0)
            if token.word == ")" and deep == 0:
                return self.build.wkt(self.text[first.start : token.end])
        raise self.stopped()
