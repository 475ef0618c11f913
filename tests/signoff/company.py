"""A company for the tests: people with throw-away keys, a small manifest, runs, signed sign-offs."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from textwrap import dedent

import orjson
from tests.signoff.ledgers import NOW, evidence

from cutover.evidence import Footer, Header, LedgerWriter, Outcome, Redactor
from cutover.manifest import Migration, load_migration
from cutover.signoff.approval import approve, sealed, write
from cutover.signoff.attesting import attest, read_attested
from cutover.signoff.filing import file_signoff
from cutover.signoff.gate import Gate, judge_gate
from cutover.signoff.signing import Signer, signer
from cutover.signoff.trust import trust_of

WINDOW = ("2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z")
KEYS: Mapping[str, tuple[str, str]] = {
    "rita": WINDOW,
    "fred": WINDOW,
    "olga": WINDOW,
    "olga-second": WINDOW,
    "olga-expired": ("2025-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
    "olga-later": ("2026-03-01T00:00:00Z", "2027-01-01T00:00:00Z"),
    "quin": WINDOW,
    "eve": WINDOW,
}
"""Each key and when it is valid; ``mallory`` has one that nobody knows."""

PEOPLE = {
    "rita": ("Rita Runner", ["sealer"], ["rita-at-the-forge"]),
    "fred": ("Fred Front", ["frontend", "operations", "QA", "sealer"], ["fred-laptop"]),
    "olga": ("Olga Ops", ["operations"], []),
    "quin": ("Quin Quality", ["QA"], []),
    "eve": ("Eve Front", ["frontend"], []),
}

_FILES = {
    "migration.yaml": "name: small\nusers: []\n",
    "tables/parent.yaml": """\
        v1: {table: parent, id: 1}
        v2: {parent: {id: 11, columns: {name: name}}}
        """,
    "tables/child.yaml": """\
        v1: {table: child, id: 2}
        v2: {child: {id: 12, columns: {parent_id: parent_id}}}
        """,
    "schema.yaml": """\
        tables:
          parent: {id: integer, name: text}
          child: {id: integer, parent_id: integer}
        """,
    "references.yaml": "references: [{child: child, column: parent_id, parent: parent, domain: d}]\n",
    "pages.yaml": "pages: []\n",
    "phases.yaml": """\
        phases:
          - id: "0"
            name: Frontend
            needs: []
            owner: frontend
            fresh_for: 24h
            criteria:
              - {id: references, says: no orphans, checks: [references/child.parent_id]}
          - id: "1"
            name: Keys
            needs: ["0"]
            owner: operations
            approved_by: [operations, QA]
            fresh_for: 24h
            criteria:
              - {id: tables, says: rows equal, checks: ["tables/*"], at_least: 2}
              - id: approved
                says: the cutover is approved
                attested: cutover-approved
                signed_by: [QA, operations]
        """,
}


@dataclass(frozen=True)
class Company:
    """A folder with ``migration``, ``reports`` and ``keys``."""

    root: Path
    now: datetime = NOW

    @property
    def reports(self) -> Path:
        """The folder of runs and sign-offs."""
        return self.root / "reports"

    @property
    def migration(self) -> Migration:
        """The manifest as it stands on disk."""
        return load_migration(self.root / "migration", today=self.now.date())

    def folder(self, phase: str) -> Path:
        """The folder of a phase's sign-off."""
        return self.reports / f"phase-{phase}"

    def signer(self, key: str, now: datetime = NOW) -> Signer:
        """Who signs with a key."""
        return signer(self.migration, self.root / "keys" / key, now)

    def gate(self, phase: str = "1", now: datetime = NOW) -> Gate:
        """What the gate says."""
        return judge_gate(self.migration, self.reports, phase, now)

    def run(
        self,
        number: int,
        *checks: str,
        by: str = "rita@example.com",
        outcome: Outcome = Outcome.PASSED,
        **header: object,
    ) -> Path:
        """Write a sealed run in which every check had one outcome, and return its ledger."""
        started = self.now - timedelta(hours=1) + timedelta(minutes=number)
        run = f"{started:%Y%m%dT%H%M%SZ}-{number:04}"
        told = Header(
            run=run, started=f"{started:%Y-%m-%dT%H:%M:%SZ}", cutover="0.1.0", environment="twin",
            pair={"identity": "twin ready", "v1": "http://127.0.0.1:1", "v2": "http://127.0.0.1:2"},
            versions={"python": "3.11"}, manifest=self.migration.digest, snapshot="1-1", seed=7,
            command="pytest -n auto", selected=checks, plan=tuple((check, "a duty") for check in checks),
            started_by=by,
        )  # fmt: skip
        writer = LedgerWriter(self.reports / "runs" / run / "ledger.jsonl", Redactor((), b"key"))
        writer.start(replace(told, **header))  # type: ignore[arg-type]
        for check in checks:
            writer.record(evidence(check, outcome))
        writer.end(Footer(f"{started + timedelta(seconds=30):%Y-%m-%dT%H:%M:%SZ}", len(checks), 0, False, ""))
        return writer.path

    def state(self, phase: str, key: str = "rita", now: datetime = NOW) -> None:
        """State a phase and seal it."""
        attested, _ = read_attested(self.migration, self.reports, now)
        filed = file_signoff(self.migration, self.reports, phase, now, attested=attested)
        write(sealed(filed.document.statement, self.signer(key), now), filed.folder)

    def approve(self, phase: str, key: str, now: datetime = NOW, role: str = "") -> None:
        """Approve a phase."""
        approve(self.folder(phase), phase, trust_of(self.migration), self.signer(key), now, role)

    def attest(self, key: str, slug: str = "cutover-approved", now: datetime = NOW) -> None:
        """Sign a statement."""
        attest(self.migration, self.reports, slug, self.signer(key), now)

    def copied(self, place: Path) -> "Company":
        """The same company in another folder, to be spoiled."""
        shutil.copytree(self.root, place, symlinks=True)
        return Company(place)


def found(root: Path, now: datetime = NOW) -> Company:
    """Found a company: keys, manifest, no runs yet."""
    assert shutil.which("ssh-keygen"), "the tests of signatures need ssh-keygen: install openssh-client"
    keys = root / "keys"
    keys.mkdir(parents=True)
    for name in (*KEYS, "mallory"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(keys / name)]
        subprocess.run(command, check=True)
    for name, text in _FILES.items():
        path = root / "migration" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    for empty in ("endpoints", "environments"):
        (root / "migration" / empty).mkdir()
    (root / "migration" / "approvers.yaml").write_bytes(orjson.dumps({"people": people(keys)}))
    return Company(root, now)


def people(keys: Path) -> list[dict[str, object]]:
    """The people as ``approvers.yaml`` has them; JSON is YAML."""
    return [
        {
            "name": name,
            "email": f"{who}@example.com",
            "roles": roles,
            "also_known_as": names,
            "keys": [
                {
                    "key": (keys / f"{key}.pub").read_text().strip(),
                    "valid_after": after,
                    "valid_before": before,
                }
                for key, (after, before) in KEYS.items()
                if key.partition("-")[0] == who
            ],
        }
        for who, (name, roles, names) in PEOPLE.items()
    ]


def signed(root: Path) -> Company:
    """Found a company in which phases 0 and 1 are stated, sealed, attested and approved."""
    company = found(root)
    company.run(1, "references/child.parent_id")
    company.run(2, "tables/parent", "tables/child", by="rita-at-the-forge")
    company.state("0")
    company.approve("0", "eve")
    company.attest("quin")
    company.attest("olga")
    company.state("1")
    company.approve("1", "olga")
    company.approve("1", "quin")
    return company
