"""Logging: one line an event, so that no text typed by a person can forge a second one (trust.md A4)."""

import logging
import re

from core.request_context import current_request

_BREAKS = re.compile(r"[\r\n\v\f\x00\x1b\x85\u2028\u2029]")


def escape_breaks(text: str) -> str:
    """Return `text` with every line break and escape character written as a backslash sequence."""
    return _BREAKS.sub(lambda match: match.group().encode("unicode_escape").decode(), text)


class OneLineFormatter(logging.Formatter):
    """Formats a record as `time level logger [request number] message`, breaks escaped; a trace follows indented."""

    def format(self, record: logging.LogRecord) -> str:
        request = current_request()
        number = f" [{request.number}]" if request else ""
        line = f"{self.formatTime(record)} {record.levelname} {record.name}{number} {escape_breaks(record.getMessage())}"
        if record.exc_info:
            trace = "\n".join(
                "    " + escape_breaks(row) for row in self.formatException(record.exc_info).splitlines()
            )
            line = f"{line}\n{trace}"
        return line
