"""Names of a run: its id, and the time as it is written down."""

import secrets
from datetime import UTC, datetime


def new_id() -> str:
    """Give a run's id: it sorts by time, and two runs that start together do not share it."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def now() -> str:
    """Give the time as it is written down: ISO 8601 in UTC, to the second."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
