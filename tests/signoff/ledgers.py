"""Ledgers for the tests: small, real files, written by the writer that runs use."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cutover.evidence import Evidence, Footer, Header, Ledger, LedgerWriter, Outcome, Redactor, read_ledger
from cutover.manifest import Criterion, Migration, Phase, Tolerances, Waiver

NOW = datetime(2026, 2, 4, 12, tzinfo=UTC)
DIGEST = "sha256:one"


def migration(*criteria: Criterion, waivers: tuple[Waiver, ...] = ()) -> Migration:
    """One phase over the given criteria; evidence is fresh for a day."""
    phase = Phase(
        id="1", name="Foreign keys", owner="data engineering", fresh_for=timedelta(days=1), criteria=criteria
    )
    return Migration("Brokerage", Path("migration"), DIGEST, Tolerances(), phases=(phase,), waivers=waivers)


def evidence(check: str, outcome: Outcome, actual: str = "seen", cause: str = "") -> Evidence:
    """Evidence with the least that a check must say."""
    return Evidence(check, outcome, "a duty", "expected", actual, cause=cause, reproduce=(f"pytest {check}",))


def write(
    reports: Path,
    outcomes: Mapping[str, Outcome],
    *,
    age: timedelta = timedelta(hours=1),
    number: int = 0,
    ended: bool = True,
    selected: tuple[str, ...] = (),
    manifest: str = DIGEST,
    identity: str = "twin ready",
    self_test: bool = False,
    entries: tuple[Evidence, ...] = (),
    started_by: str = "ada@example.org",
) -> Ledger:
    """Write one run's ledger below ``reports`` and read it back."""
    started = NOW - age
    run = f"{started:%Y%m%dT%H%M%SZ}-{number:04}"
    lines = entries or tuple(evidence(check, outcome) for check, outcome in outcomes.items())
    chosen = selected or tuple(entry.check for entry in lines)
    header = Header(
        run=run, started=started.isoformat(), cutover="0.1.0", environment="twin",
        pair={"identity": identity, "v1": "http://127.0.0.1:1", "v2": "http://127.0.0.1:2"},
        versions={"python": "3.11"},
        manifest=manifest, snapshot="1-1", seed=7, command="pytest -n auto", selected=chosen,
        plan=tuple((check, "a duty") for check in chosen), self_test=self_test,
        started_by=started_by,
    )  # fmt: skip
    path = reports / "runs" / run / "ledger.jsonl"
    writer = LedgerWriter(path, Redactor((), b"key"))
    writer.start(header)
    for entry in lines:
        writer.record(entry)
    if ended:
        writer.end(Footer((started + timedelta(minutes=1)).isoformat(), len(lines), 0, False, ""))
    else:
        writer.close()
    return read_ledger(path)
