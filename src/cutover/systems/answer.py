"""What a system said to one request, failures of the network included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a body, or the reason why there is none.

    `headers` holds content-type and the few others that are judged, names in lower case. `seconds` runs from
    the moment the request had its slot to the last byte. `error` is None or starts with a code (`timeout: …`,
    `connect: …`, `login: …`, `too-large: …`, `protocol: …`); status is then 0 and the body empty.
    `retried` says, for each time that it had to be asked again, why.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0
    error: str | None = None
    retried: tuple[str, ...] = ()
