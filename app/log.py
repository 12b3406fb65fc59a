"""The log: one JSON object a line, or words for people on a terminal; nothing of anybody in it.

What a line may hold is decided here, whoever writes it: e-mail addresses, queries of addresses and
whatever looks like a token are replaced, control characters are written out, and of an error only
its kind and where it came from is told, never its text, which holds the values that it was about.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog

TERMINAL, JSON, OFF = "text", "json", "off"
FORMATS = frozenset({TERMINAL, JSON, OFF})
ROOT = str(Path(__file__).resolve().parents[1]) + "/"
LONGEST = 2000  # letters of one text

ADDRESS = re.compile(r"[^\s<>()\"',;:@]+@[^\s<>()\"',;:@]+")
QUERY = re.compile(r"\?[^\s\"'<>]+")
TOKEN = re.compile(r"[A-Za-z0-9_\-]{20,}(?:\.[A-Za-z0-9_\-]{6,})*")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
OURS = ("app.", "models.", "geodata.")  # whose errors carry no values of others

OURS_TO_HEAR = ("app", "views", "koepaikka")  # loggers of whom also what is no fault is told

Event = MutableMapping[str, Any]
KEPT = frozenset({"request_id", "timestamp", "route"})  # made by us, of known letters


class _Ours(logging.StreamHandler[TextIO]):
    """Where this installation logs to; another one in the same process takes its place."""


class _Silent(_Ours):
    """The same, and nothing comes out."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)

    def emit(self, record: logging.LogRecord) -> None:
        """Say nothing."""


def configure(asked: str, stream: TextIO | None = None) -> None:
    """Let everything that is logged in this process go to ``stream`` (standard error).

    ``asked`` is a format; empty means words on a terminal, else JSON.
    """
    out = stream or sys.stderr
    shape = asked or (TERMINAL if out.isatty() else JSON)
    handler = _Ours(out) if shape != OFF else _Silent()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_values,
        _without_people,
    ]
    last: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if shape == JSON
        else structlog.dev.ConsoleRenderer(colors=out.isatty())
    )
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_errors_in_arguments, structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
            use_get_message=False,
            pass_foreign_args=True,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [one for one in root.handlers if not isinstance(one, _Ours)] + [handler]
    for name in OURS_TO_HEAR:
        logging.getLogger(name).setLevel(logging.INFO)
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.INFO if shape != OFF else logging.CRITICAL
        ),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )


def plain(text: str) -> str:
    """Return a text without what could be somebody's, on one line."""
    short = text[:LONGEST]
    for pattern, instead in ((ADDRESS, "<address>"), (QUERY, "?<query>"), (TOKEN, "<token>")):
        short = pattern.sub(instead, short)
    return one_line(short)


def one_line(text: str) -> str:
    """Return a text with its control characters written out."""
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text[:LONGEST])


def where(problem: BaseException) -> list[str]:
    """Return of an error and those behind it the kinds and the places, without any value."""
    return [line for one in _chain(problem) for line in _told(one)]


def _told(problem: BaseException) -> Iterator[str]:
    yield type(problem).__name__
    for frame in traceback.extract_tb(problem.__traceback__):
        yield f"  {frame.filename.removeprefix(ROOT)}:{frame.lineno} {frame.name}"


def _chain(problem: BaseException | None) -> Iterator[BaseException]:
    known: set[int] = set()
    while problem is not None and id(problem) not in known:
        known.add(id(problem))
        yield problem
        problem = problem.__cause__ or problem.__context__


def _errors_in_arguments(_logger: Any, _name: str, event: Event) -> Event:
    """Make the text of a line of the standard library; others' errors are told by their kind."""
    words, arguments = str(event["event"]), event.pop("positional_args", ())
    if isinstance(arguments, tuple):
        arguments = tuple(_kind_of(one) for one in arguments)
    try:
        event["event"] = words % arguments if arguments else words
    except (TypeError, ValueError):
        event["event"] = words
    return event


def _kind_of(argument: Any) -> Any:
    is_foreign = isinstance(argument, BaseException) and not type(argument).__module__.startswith(
        OURS
    )
    return type(argument).__name__ if is_foreign else argument


def _without_values(_logger: Any, _name: str, event: Event) -> Event:
    given = event.pop("exc_info", None)
    problem = given[1] if isinstance(given, tuple) else given
    if problem is True:
        problem = sys.exc_info()[1]
    if isinstance(problem, BaseException):
        event["traceback"] = where(problem)
    event.pop("stack_info", None)
    return event


def _without_people(_logger: Any, _name: str, event: Event) -> Event:
    for name, value in event.items():
        if isinstance(value, str) and not name.startswith("_"):
            event[name] = one_line(value) if name in KEPT else plain(value)
    return event
