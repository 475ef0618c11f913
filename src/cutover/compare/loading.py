"""Loading: whether an answer is one that a page can show."""

from __future__ import annotations

from dataclasses import dataclass

from cutover.compare.answers import Answer
from cutover.compare.envelope import open_envelope
from cutover.compare.renaming import in_v1_terms, in_v1_units
from cutover.compare.strict import Reading, read_json
from cutover.manifest import Endpoint


@dataclass(frozen=True, slots=True)
class Loading:
    """What came of one request of a page; at most one of the three sentences is given.

    `wrong`: V2 gave the page an error. `unknown`: a side did not answer, so nothing is known of V2.
    `refused`: V1 refuses it too, in the same way. `v1` and `v2` are what the answers hold, V2's without its
    envelope, None where there is nothing to take a figure from.
    """

    wrong: str = ""
    unknown: str = ""
    refused: str = ""
    v1: object = None
    v2: object = None

    @property
    def shown(self) -> bool:
        """Whether both sides gave the page something to show."""
        return not (self.wrong or self.unknown or self.refused)


def judge_loading(endpoint: Endpoint, v1: Answer, v2: Answer) -> Loading:
    """Judge whether V2's answer is one that a page can show: a good status, readable, its envelope sound."""
    expected = endpoint.expected_status
    if expected is not None:
        if v2.error or v2.status == expected.status:
            return Loading(unknown=f"V2: {v2.error}") if v2.error else Loading(refused=expected.reason)
        return Loading(wrong=f"V2 answers {v2.status}, not {expected.status}")
    if v1.error or not 200 <= v1.status < 500 or v1.status == 429:
        return Loading(unknown=f"V1: {v1.error}" if v1.error else f"V1 answers {v1.status}")
    if v2.error:
        silent = v2.error.startswith(("connect", "login"))
        return Loading(unknown=f"V2: {v2.error}") if silent else Loading(wrong=f"V2: {v2.error}")
    if v2.status == 429:
        return Loading(unknown="V2 answers 429, too many requests")
    if v1.status >= 300 and v1.status == v2.status:
        return Loading(refused=f"both answer {v1.status}")
    if not 200 <= v2.status < 300:
        return Loading(wrong=f"V2 answers {v2.status}")
    if v1.status >= 300:
        return Loading(wrong=f"V2 answers {v2.status} where V1 answers {v1.status}")
    return _opened(endpoint, read_json(v1.body), read_json(v2.body), v2.status)


def _opened(endpoint: Endpoint, left: Reading, right: Reading, status: int) -> Loading:
    if not left.readable:
        return Loading(unknown=f"V1: {left.findings[0]}")
    if not right.readable:
        return Loading(wrong=f"V2: {right.findings[0]}")
    opened = open_envelope(right.value, status, endpoint.enveloped)
    if opened.findings:
        return Loading(wrong=f"V2: {opened.findings[0]}")
    return Loading(v1=left.value, v2=in_v1_units(endpoint, in_v1_terms(endpoint, opened.data)[0]))
