"""A site to look at: a little of the shipped manifest, evidence of every kind, each text full of markup."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import cycle
from pathlib import Path
from zlib import crc32

from tests.signoff.ledgers import NOW, write
from tests.signoff.markup import PAYLOADS

from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, Migration, load_migration, plan
from cutover.signoff import conclude

ROOT = Path(__file__).parents[2]
GROUPS = ("home", "records")
OUTCOMES = (Outcome.FAILED, Outcome.ERROR, Outcome.ACCEPTED, *(Outcome.PASSED,) * 3)


@cache
def whole() -> Migration:
    """The manifest that is shipped."""
    return load_migration(ROOT / "migration")


def part() -> Migration:
    """A little of everything in it: pages look the same with less."""
    migration = whole()
    endpoints = tuple(each for each in migration.endpoints if each.group in GROUPS)
    names = {each.id for each in endpoints}
    workers = {each.worker for each in endpoints} - {None}
    split = [file for file in migration.tables if len(file.v2) > 1][:2]
    return replace(
        migration,
        tables=tuple(split),
        schema=type(migration.schema).model_validate({"tables": {}}),
        new_tables=(),
        endpoints=endpoints,
        pages=tuple(page for page in migration.pages if names.issuperset(page.endpoints)),
        functions=migration.functions[:3],
        workers=tuple(each for each in migration.workers if each.name in workers),
        waivers=(),
        published=(),
    )


def evidence_of(migration: Migration) -> tuple[Evidence, ...]:
    """Evidence about every check that is planned; half of it green, each text with markup."""
    texts = cycle(PAYLOADS)
    return tuple(_seen(check, texts) for check in plan(migration) if check.area != "attested")


def _seen(check: Check, texts: "cycle[str]") -> Evidence:
    outcome = OUTCOMES[crc32(check.id.encode()) % len(OUTCOMES)]
    entry = Evidence(
        check.id, outcome, f"{check.duty} {next(texts)}", f"1 {next(texts)}", f"2 {next(texts)}",
        cause=f"cause {PAYLOADS[crc32(check.duty.encode()) % 7]}",
        notes=tuple(f"note {next(texts)}" for _ in range(2)),
        samples=({"row": 7, next(texts): next(texts), "V1": "Bern⟦⟧", "V2": f"Bern⟦␠⟧ {next(texts)}"},),
        reproduce=(f'pytest "tests_x/{check.area}.py::test_x[{check.subject}]" --x', f"curl {next(texts)}"),
    )  # fmt: skip
    return replace(entry, **_more(check, texts))


def _more(check: Check, texts: "cycle[str]") -> dict[str, object]:
    match check.area:
        case "tables":
            spot = {"spot check": "agent", "row": "7", "fields": {"name": next(texts), "rate": ["1", "2"]}}
            row = {"row": "7", "column": next(texts), "V1": next(texts), "V2": "b"}
            return {"figures": {"v1": 1000, "v2": 999, "missing": 1}, "samples": (row, spot), "seconds": 0.5}
        case "counts":
            return {"figures": {"v1": 1000, "v2": 999}}
        case "coverage":
            return {"figures": {"rows": 1000}}
        case "references":
            orphans = crc32(check.id.encode()) % 300
            why = {"parent: never in V1": orphans, f"parent: {next(texts)}": 1} if orphans else {}
            return {"figures": {"orphans": orphans, "rows": 1000, "parents that count as deleted": 7, **why}}
        case "latency":
            told = {"ratio": 1.1, "lower": 1.0, "upper": 1.3, "limit": 1.1, "V1 ms": 20.0, "V2 ms": 22.0}
            figures = {f"{name} {key}": value for name in ("median", "p95") for key, value in told.items()}
            return {"figures": {"pairs": 300, "pairs needed": 40, **figures}}
        case "load":
            return {"figures": {"requests": 6000, "p95_limit_ms": 500}, "detail": {"curve": _curve()}}
        case "answers":
            return {"figures": {"cases": 4, "matched": 3, "mismatched": 1}, "detail": _answered(texts)}
        case "pages":
            return {"figures": {"answers": 2, "errors": 1, "figures": 2}, "detail": _page(texts)}
        case _:
            return {}


def _curve() -> dict[str, object]:
    seconds = list(range(0, 300, 5))
    return {
        "second": seconds,
        "p95_ms": [120 + each % 70 for each in seconds],
        "requests": [20 + each % 7 for each in seconds],
        "errors": [each % 50 // 45 for each in seconds],
        "users": [min(10, each) for each in seconds],
    }


def _answered(texts: "cycle[str]") -> dict[str, object]:
    sample = {"user": 60, "case": next(texts), "key": next(texts), "v1": next(texts), "v2": "x"}
    lines = [
        [0, "=", "{}", None],
        [1, "…", "3 alike", None],
        [1, "!", next(texts), next(texts)],
        [1, "~", "a", "b"],
        [1, "<", next(texts), None],
        [1, ">", None, next(texts)],
    ]
    case = {
        "user": 60,
        "case": next(texts),
        "outcome": "mismatched",
        "reason": next(texts),
        "findings": [next(texts)],
        "v1": next(texts),
        "v2": "status 200",
        "commands": [next(texts)],
        "lines": lines,
    }
    clusters = [{"path": next(texts), "kind": "value", "count": 1234, "samples": [sample]}]
    return {"clusters": clusters, "cases": [case]}


def _page(texts: "cycle[str]") -> dict[str, object]:
    cell = {"figure": "Transactions", "v1": "12", "v2": "13", "same": False, "problem": next(texts)}
    wrong = {"endpoint": next(texts), "case": "all", "user": 60, "wrong": next(texts), "v2": True}
    return {"figures": [{**cell, "user": user} for user in (60, 7)], "loads": [wrong]}


def write_site(reports: Path, migration: Migration) -> Path:
    """Write two runs about a manifest below ``reports``, and the site over them; return its first page."""
    entries = evidence_of(migration)
    for age, told in ((timedelta(hours=2), entries[::3]), (timedelta(hours=1), entries)):
        folder = write(reports, {}, entries=told, age=age, manifest=migration.digest).path.parent
        for name in ("pytest.html", "junit.xml"):
            (folder / name).touch()
    return conclude(migration, reports, NOW).page
