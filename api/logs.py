"""Log lines as JSON with the request they belong to; never parameters, bodies or addresses with passwords."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

FIELDS = ("request_id", "path", "status", "error", "stack")


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how grave, where from, what, and the known extra fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update({name: getattr(record, name) for name in FIELDS if hasattr(record, name)})
        return json.dumps(line, ensure_ascii=False)


def write_json_logs(level: int = logging.INFO) -> None:
    """Send the product's own log to standard error as JSON lines; called by commands, never at import."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("shuseki")
    logger.handlers = [handler]
    logger.setLevel(level)
    logger.propagate = False
