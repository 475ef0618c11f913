"""`cutover check`: reads the manifest and says what is wrong with it."""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cutover.cli.sources import add_migration
from cutover.manifest import Environment, ManifestError, Migration, Problem, json_schema, plan, read_folder
from cutover.manifest.waiver import WaiverFinding

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_EXAMPLES = """\
examples:
  cutover check                              the manifest in ./migration
  cutover check --migration ../ours/migration
  cutover check --schema > manifest.schema.json   for an editor that completes and checks YAML

Exit codes: 0 the manifest is right, 1 it has mistakes (all are printed), 2 there is no such folder.
"""


def add_to(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "check",
        help="read the manifest and say what is wrong with it",
        description="Read the manifest with its environments and print every mistake, with what to do.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_migration(parser)
    parser.add_argument(
        "--reports",
        metavar="DIR",
        type=Path,
        default=Path(os.environ.get("CUTOVER_REPORTS") or "reports"),
        help="where runs are, that tell which waivers are unused (default: reports; also CUTOVER_REPORTS)",
    )
    parser.add_argument(
        "--schema", action="store_true", help="print the JSON Schema of every kind of file, and read nothing"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print what was found and return 0 (right), 1 (mistakes) or 2 (no such folder)."""
    if options.schema:
        print(json.dumps(json_schema(), indent=2))
        return 0
    try:
        reading = read_folder(options.migration)
    except ManifestError as error:
        print(error, file=sys.stderr)
        return 2
    if reading.migration is None or reading.problems:
        _print_problems(options.migration, reading.problems)
        return 1
    for line in _summary(reading.migration, reading.environments, options.reports):
        print(line)
    return 0


def _print_problems(folder: Path, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        print(f"{problem}\n")
    files = len({problem.file for problem in problems})
    print(f"{_count(len(problems), 'mistake')} in {_count(files, 'file')} of {folder}")


def _about_waivers(migration: Migration, reports: Path) -> tuple[WaiverFinding, ...]:
    """Return what is wrong with waivers: by themselves, and beside what the runs that count have seen."""
    if not migration.waivers:
        return ()
    from cutover.signoff.archive import read_archive  # its templates are wanted where something is waived
    from cutover.signoff.verdict import verdicts
    from cutover.signoff.waiving import findings

    now = datetime.now(UTC)
    archive = read_archive(reports)
    phases = verdicts(migration, archive.ledgers, now, archive.unreadable)
    stands = (each for phase in phases for result in phase.criteria for each in result.standings)
    return tuple(findings(migration, stands, now.date()))


def _summary(migration: Migration, environments: tuple[Environment, ...], reports: Path) -> Iterator[str]:
    """Say how much the manifest claims, so that a part that went missing is seen."""
    compared = sum(len(target.columns) for file in migration.tables for target in file.v2)
    mapped = sum(len(file.mapped_fields) for file in migration.tables)
    dropped = sum(len(file.dropped_fields) for file in migration.tables)
    aside = sum(file.out_of_scope is not None for file in migration.tables)
    left = sum(file.dropped_table is not None for file in migration.tables)
    new = len(migration.new_tables)
    reads = sum(endpoint.reads for endpoint in migration.endpoints)
    checks = plan(migration)
    areas = Counter(check.area for check in checks)
    yield f"{migration.name}: the manifest in {migration.folder} is right"
    yield _row(
        "tables",
        f"{len(migration.tables)} of V1 ({left} dropped, {aside} out of scope),"
        f" {len(migration.v2_tables()) + new} of V2 ({new} new)",
    )
    yield _row(
        "fields",
        f"{mapped} of V1 mapped, {dropped} dropped; {compared} columns of V2 compared",
    )
    yield _row("columns", f"{sum(map(len, migration.schema.types().values()))} of V2, each with its type")
    yield _row("references", f"{len(migration.references)}")
    yield _row("endpoints", f"{reads} read, {len(migration.endpoints) - reads} write or unknown")
    if migration.functions:
        kinds = Counter(function.kind for function in migration.functions)
        yield _row("functions", ", ".join(f"{number} {kind}" for kind, number in kinds.items()))
    yield _row("pages", f"{len(migration.pages)}")
    critical = sum(worker.critical is not None for worker in migration.workers)
    yield _row("workers", f"{len(migration.workers)}, {critical} of them critical")
    if migration.stages:
        stages = ", ".join(stage.id for stage in migration.stages)
        yield _row("load", f"{stages}; {len(migration.workflows)} workflows")
    yield _row("users", ", ".join(f"{user.name} ({user.id})" for user in migration.users))
    yield _row("phases", ", ".join(phase.id for phase in migration.phases) or "none")
    yield _row("waivers", f"{len(migration.waivers)}")
    for finding in _about_waivers(migration, reports):
        yield _row("", f"{finding.code}: {finding.about}: {finding.says}")
    yield _row("environments", ", ".join(environment.name for environment in environments) or "none")
    yield _row(
        "checks", f"{len(checks):,}: " + ", ".join(f"{area} {number}" for area, number in areas.items())
    )
    yield _row("digest", migration.digest)


def _row(name: str, value: str) -> str:
    return f"  {name:<13}{value}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
