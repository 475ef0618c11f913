"""Both sides of a check on answers: as much of the bodies as a page shows, aligned, hidden and bounded.

What leaves is text. A value is hidden or redacted first and cut afterwards: no cut leaves half a secret.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cutover.compare import open_envelope, read_json, rules_of
from cutover.compare.beside import ABSENT, Line, beside
from cutover.compare.renaming import in_v1_terms
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Endpoint, Tolerances
from cutover.suite.asked import Answers, Asked
from cutover.suite.duties.answers import Judged, clusters_of
from cutover.suite.duties.seen import Shown
from cutover.suite.text import shortened

CASES = 5
"""So many cases are shown side by side."""
CLUSTERS = 20
BYTES = 2_000
"""So many characters of each side are shown of one case: at most 10 KB of a check."""
VALUE = 120
"""Characters of one value."""

_REDACTED = 8_000
"""Bytes that are looked through for secrets where the first few of them are shown."""

SIGNS = {"same": "=", "near": "~", "differs": "!", "only v1": "<", "only v2": ">", "folded": "…"}


def with_sides(
    evidence: Evidence,
    endpoint: Endpoint,
    answers: Answers,
    cases: Sequence[Judged],
    tolerances: Tolerances,
    shown: Shown,
) -> Evidence:
    """Return the evidence with its detail: how slow each side was, what differs, and cases side by side."""
    told = _told(answers, cases)
    detail: dict[str, object] = {"slowest": _slowest(answers.asked)}
    if told:
        detail["clusters"] = list(_clusters(cases, shown))
        detail["cases"] = [_case(endpoint, *each, tolerances, shown) for each in told]
    return replace(evidence, detail={**evidence.detail, **detail})


def _told(answers: Answers, cases: Sequence[Judged]) -> list[tuple[Asked, Judged]]:
    """Choose the cases to show: the worst first, and of each difference one before two of the same."""
    pairs = zip(answers.asked, cases, strict=True)
    unwell = [(case.asked or asked, case) for asked, case in pairs if _is_shown(case)]
    seen: dict[object, int] = {}
    turns = []
    for asked, case in unwell:
        first = next(iter(case.judgement.clusters), None)
        place = (case.judgement.outcome, (first.path, first.kind) if first else case.judgement.reason)
        seen[place] = seen.get(place, 0) + 1
        turns.append((seen[place], -case.outcome.severity, asked, case))
    return [(asked, case) for _, _, asked, case in sorted(turns, key=lambda turn: turn[:2])[:CASES]]


def _is_shown(case: Judged) -> bool:
    """Whether a case is one that a reader wants to see: all but what matched, and what may find nothing."""
    return case.outcome is not Outcome.PASSED or case.judgement.outcome not in ("matched", "vacuous")


def _slowest(asked: Sequence[Asked]) -> dict[str, object]:
    """The slowest answer of each side, in milliseconds."""
    timed = [
        ("v1", max(asked, key=lambda each: each.v1.seconds, default=None)),
        ("v2", max(asked, key=lambda each: each.v2.seconds, default=None)),
    ]
    return {
        side: {
            "ms": round((each.v1 if side == "v1" else each.v2).seconds * 1000, 1),
            "user": each.user,
            "case": each.case.name,
        }
        for side, each in timed
        if each is not None
    }


def _clusters(cases: Sequence[Judged], shown: Shown) -> Iterator[dict[str, object]]:
    for cluster, samples in clusters_of(cases)[:CLUSTERS]:
        field = cluster.path.rpartition(".")[2].removesuffix("[]")
        told = []
        for case, each in samples:
            absent = {"missing": (each.v1, ABSENT), "extra": (ABSENT, each.v2)}
            v1, v2 = _pair(*absent.get(cluster.kind, (each.v1, each.v2)), field, shown)
            key = shown.key(each.key, case.key) if each.key else ""
            told.append({"user": case.user, "case": case.case, "key": key, "v1": v1, "v2": v2})
        yield {
            "path": cluster.path or "(answer)",
            "kind": cluster.kind,
            "count": cluster.count,
            "samples": told,
        }


def _case(
    endpoint: Endpoint, asked: Asked, case: Judged, tolerances: Tolerances, shown: Shown
) -> dict[str, object]:
    return {
        "user": asked.user,
        "case": asked.case.name,
        "outcome": case.judgement.outcome,
        "reason": shown(case.judgement.reason),
        "findings": [shown(each) for each in case.judgement.findings],
        "v1": _said(asked.v1.status, asked.v1.error, shown),
        "v2": _said(asked.v2.status, asked.v2.error, shown),
        "commands": list(asked.commands),
        "lines": _lines(endpoint, asked, case, tolerances, shown),
    }


def _said(status: int, error: str | None, shown: Shown) -> object:
    return shown(error) if error else f"status {status}"


def _lines(
    endpoint: Endpoint, asked: Asked, case: Judged, tolerances: Tolerances, shown: Shown
) -> list[list[object]]:
    """Align what both sides said: V2's without its envelope where both answer well, else as it came."""
    left, right = read_json(asked.v1.body), read_json(asked.v2.body)
    if not (left.readable and right.readable):
        return [[0, "!", _raw(asked.v1.body, shown), _raw(asked.v2.body, shown)]]
    v2 = right.value
    if asked.v1.status < 300 and asked.v2.status < 300:
        v2 = open_envelope(right.value, asked.v2.status, endpoint.enveloped).data
        v2, _ = in_v1_terms(endpoint, v2)  # what is declared to be called otherwise stands beside V1's
    aligned = beside(left.value, v2, rules_of(endpoint, tolerances), endpoint.rows, endpoint.key)
    declared = {each.sample.path for each in case.judgement.explained if each.sample is not None}
    declared -= {each.path for each in case.judgement.clusters}
    lines = (
        replace(each, mark="near") if each.path in declared and each.differs else each for each in aligned
    )
    return list(_bounded(_line(each, shown) for each in lines))


def _raw(body: bytes, shown: Shown) -> str:
    """The beginning of a body that is no JSON; far more is redacted than is shown."""
    return str(shown(body[:_REDACTED].decode("utf-8", "replace")))


def _bounded(lines: Iterator[list[object]]) -> Iterator[list[object]]:
    used = [0, 0]
    for number, line in enumerate(lines):
        used = [size + len(str(text or "")) for size, text in zip(used, line[2:], strict=True)]
        if max(used) > BYTES:
            yield [0, "…", f"cut after {number} lines", None]
            return
        yield line


def _line(line: Line, shown: Shown) -> list[object]:
    """One line as [depth, sign, V1's text, V2's text]; both are alike where the second is null."""
    sign = SIGNS[line.mark]
    if line.mark == "folded":
        return [line.depth, sign, f"{line.count:,} {_number(line.name, line.count)}", None]
    name = f"{line.name}: " if line.name else ""
    if line.opens:
        opened = f"{name}{line.opens}"
        sides = {"<": (opened, None), ">": (None, opened)}.get(sign, (opened, None))
        return [line.depth, sign, *sides]
    v1, v2 = _pair(line.v1, line.v2, line.field, shown)
    if line.mark == "same":
        return [line.depth, sign, f"{name}{v1}", None]
    return [
        line.depth,
        sign,
        None if line.v1 is ABSENT else f"{name}{v1}",
        None if line.v2 is ABSENT else f"{name}{v2}",
    ]


def _number(name: str, count: int) -> str:
    """`rows alike`, of one `row alike`."""
    first, _, rest = name.partition(" ")
    return f"{first.removesuffix('s')} {rest}" if count == 1 and first.endswith("s") else name


def _pair(v1: object, v2: object, field: str, shown: Shown) -> tuple[str, str]:
    """Both values as JSON, what differs in two texts marked, invisible characters spelt out."""
    if isinstance(v1, str) and isinstance(v2, str):
        left, right = (str(each) for each in shown.pair(v1, v2, field))
        return f'"{left}"', f'"{right}"'
    return _json(v1, field, shown), _json(v2, field, shown)


def _json(value: object, field: str, shown: Shown) -> str:
    if value is ABSENT:
        return ""
    if isinstance(value, Mapping | list):
        return str(shown(value, field))
    told = shown(value, field)
    return shortened(json.dumps(told, ensure_ascii=False, default=str), VALUE)
