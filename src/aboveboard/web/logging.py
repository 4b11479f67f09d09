"""Structured logs with a request's id and without personal data."""

from __future__ import annotations

import logging
import traceback
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="")


class RequestIdFilter(logging.Filter):
    """Give every record the id of the request it was written in."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class WithoutAddresses(logging.Filter):
    """Django's own request log names the address, which may hold a search or a name: keep only the status."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", None)
        record.msg, record.args = ("answered %s", (status,)) if status else ("refused", ())
        record.__dict__.pop("request", None)
        return True


class PrivateJsonFormatter(JsonFormatter):
    """JSON lines. A traceback keeps where and what kind, but not the message: messages quote rows and input."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is the standard library's
        kind, _, trace = ei
        frames = "".join(
            f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}\n'
            for frame in traceback.extract_tb(trace)
        )
        return f"Traceback:\n{frames}{kind.__module__}.{kind.__qualname__}"


def logging_settings(*, json: bool, level: str = "INFO") -> dict[str, Any]:
    """Django's LOGGING: JSON for production, plain lines for one's own machine."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": "aboveboard.web.logging.RequestIdFilter"},
            "without_addresses": {"()": "aboveboard.web.logging.WithoutAddresses"},
        },
        "formatters": {
            "json": {
                "()": "aboveboard.web.logging.PrivateJsonFormatter",
                "format": "%(levelname)s %(name)s %(message)s %(request_id)s",
                "timestamp": True,
            },
            "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["request_id"],
                "formatter": "json" if json else "plain",
            }
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "aboveboard": {"level": level},
            "aboveboard.requests": {"level": "INFO" if json else "WARNING"},
            "django.request": {"filters": ["without_addresses"] if json else [], "level": "ERROR"},
            "django.security": {"filters": ["without_addresses"] if json else []},
            "django.server": {"level": "WARNING"},
        },
    }
