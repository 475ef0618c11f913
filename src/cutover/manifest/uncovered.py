"""What looks like a reference, and rightly is none of the manifest's."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import Field, StringConstraints

from cutover.manifest.value import Text, Value

COLUMNS = r"^[^.\s]+\.[^.\s]+$"
"""`table.column`, in which * stands for anything; `table.one-two` where a constraint holds two columns."""


class NotCovered(Value):
    """Columns, or patterns of columns, that are not judged as references, and why."""

    reason: Text
    columns: Annotated[tuple[Annotated[str, StringConstraints(pattern=COLUMNS)], ...], Field(min_length=1)]

    def covers(self, candidate: str) -> bool:
        """Whether a candidate, `table.column`, is meant."""
        return any(fnmatchcase(candidate, pattern) for pattern in self.columns)


def reason_of(candidate: str, left_out: Iterable[NotCovered]) -> str | None:
    """Return why a candidate is not judged; None where nobody says so."""
    return next((each.reason for each in left_out if each.covers(candidate)), None)
