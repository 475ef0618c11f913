"""Right answers: what one answer under load is worth, so that fast nonsense counts as an error."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import orjson

from cutover.compare.alignment import NO_KEY, key_of
from cutover.compare.envelope import open_envelope
from cutover.compare.fields import value_at
from cutover.compare.filters import satisfies
from cutover.compare.lists import rows_at
from cutover.compare.renaming import in_v1_terms
from cutover.load.failure import Failure
from cutover.load.turns import Ask
from cutover.manifest import Endpoint, User

_BY_STATUS = {
    429: Failure.RATE_LIMITED,
    502: Failure.BAD_GATEWAY,
    503: Failure.UNAVAILABLE,
    504: Failure.GATEWAY_TIMEOUT,
}


@dataclass(frozen=True)
class Worth:
    """What an answer is worth: a failure and why, or what it holds, in V1's terms."""

    failure: Failure = Failure.NONE
    why: str = ""
    data: object = None


@dataclass
class Owners:
    """Whose each row is, as answers have shown: two users who share none never see the same one."""

    sees: Mapping[int, Collection[int]] = field(default_factory=dict)
    _rows: dict[tuple[str, str], int] = field(default_factory=dict)

    def stranger(self, endpoint: Endpoint, row: object, viewer: int) -> int | None:
        """Return the other user whom the row was shown to first; None where it may be this viewer's."""
        scope = endpoint.scope
        if scope is None or scope.of == "all" or not endpoint.key:
            return None
        name = key_of(row, endpoint.key)
        if name == NO_KEY:
            return None
        owner = self._rows.setdefault((endpoint.id, name), viewer)
        if owner == viewer:
            return None
        shared = viewer in self.sees.get(owner, ()) or owner in self.sees.get(viewer, ())
        return None if scope.of != "own" and shared else owner


def worth_of(
    ask: Ask, values: Mapping[str, object], viewer: User, v1: bool, status: int, body: bytes, owners: Owners
) -> Worth:
    """Judge one whole answer: status, envelope, whether it holds anything, and whose data it holds."""
    endpoint = ask.endpoint
    expected = endpoint.expected_status if endpoint is not None else None
    if expected is not None and status == expected.status:
        return Worth()
    if not 200 <= status < 300:
        return Worth(_of_status(status), f"status {status}")
    try:
        answer = orjson.loads(body)
    except ValueError:
        return Worth(Failure.NONSENSE, "the answer is no JSON")
    if endpoint is None:
        return Worth(data=answer)
    enveloped = endpoint.enveloped and not v1
    if enveloped and isinstance(answer, dict) and answer.get("success") is False:
        return Worth(Failure.REFUSED, f"status {status}, but 'success' is false")
    opened = open_envelope(answer, status, enveloped)
    if opened.findings:
        return Worth(Failure.NONSENSE, opened.findings[0])
    data = opened.data if v1 or not endpoint.differs else in_v1_terms(endpoint, opened.data)[0]
    why = _nonsense(ask, endpoint, values, viewer, data, owners)
    return Worth(Failure.NONSENSE, why, data) if why else Worth(data=data)


def _of_status(status: int) -> Failure:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return Failure.SERVER_ERROR
    return Failure.CLIENT_ERROR if status >= 400 else Failure.NONSENSE


def _nonsense(
    ask: Ask, endpoint: Endpoint, values: Mapping[str, object], viewer: User, data: object, owners: Owners
) -> str:
    """Say what is wrong with what an answer holds; '' where nothing is."""
    if endpoint.rows is None:
        if data in (None, "", {}, []) and not ask.may_be_empty:
            return "it holds nothing"
    else:
        rows = rows_at(data, endpoint.rows)
        if rows is None:
            return f"it holds no list at '{endpoint.rows}'"
        if not rows and not ask.may_be_empty:
            return "its list is empty"
        if why := _wrong_rows(endpoint, rows, values, viewer, owners):
            return why
    for shown in ask.shows:
        wanted: object = shown.literal
        if shown.viewer is not None:
            wanted = getattr(viewer, shown.viewer)
        elif shown.parameter is not None:
            wanted = values.get(shown.parameter)
        told = value_at(data, shown.path)
        if str(told) != str(wanted):
            return f"its {shown.path} is another than was asked for"
    return ""


def _wrong_rows(
    endpoint: Endpoint, rows: list[object], values: Mapping[str, object], viewer: User, owners: Owners
) -> str:
    for declared in endpoint.filters:
        wanted = values.get(declared.parameter)
        if wanted is not None and declared.field:
            unfit = sum(satisfies(row, declared, wanted) is False for row in rows)
            if unfit:
                return f"{unfit} of {len(rows)} rows do not satisfy {declared.parameter}"
    strangers = {owners.stranger(endpoint, row, viewer.id) for row in rows} - {None}
    return f"it shows rows of user {min(filter(None, strangers))}" if strangers else ""
