"""A reading: the folder `migration/` as values, or as every mistake that it holds."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from cutover.manifest import rules
from cutover.manifest.approver import ApproversFile
from cutover.manifest.cases import with_derived
from cutover.manifest.columns import SchemaFile
from cutover.manifest.derived import functions_of
from cutover.manifest.document import Document, read_document
from cutover.manifest.draft import Draft, Parsed, names_of, parse
from cutover.manifest.endpoint import Endpoint, EndpointsFile
from cutover.manifest.environment import Environment
from cutover.manifest.function import FunctionsFile
from cutover.manifest.load import LoadFile
from cutover.manifest.migration import Migration, MigrationFile
from cutover.manifest.page import PagesFile
from cutover.manifest.problem import ManifestError, Problem, nearest
from cutover.manifest.reference import ReferencesFile
from cutover.manifest.repairing import RepairFile
from cutover.manifest.report import PhasesFile
from cutover.manifest.rules import environments
from cutover.manifest.table import NewTablesFile, TableFile
from cutover.manifest.value import Value
from cutover.manifest.waiver import WaiversFile
from cutover.manifest.worker import WorkersFile

V = TypeVar("V", bound=Value)

_FOLDERS = ("tables", "endpoints", "functions", "workers", "environments")
SHAPES = "shapes"
"""The folder of recorded shapes, which are claims too: what was judged by others does not count."""
WAIVERS = "waivers.yaml"
_FILES = (
    "migration.yaml", "schema.yaml", "references.yaml", "pages.yaml", "phases.yaml", WAIVERS,
    "new_tables.yaml", "load.yaml", "repair.yaml",
)  # fmt: skip
APPROVERS = "approvers.yaml"
"""Who may sign: no claim about V1 or V2, so no evidence is bound to it, and a key can go at any time."""


@dataclass(frozen=True)
class Reading:
    """What a folder holds: the migration if it is right, the right environments, and every problem."""

    migration: Migration | None
    environments: tuple[Environment, ...]
    problems: tuple[Problem, ...]


def load_migration(folder: Path, *, today: date | None = None) -> Migration:
    """Read a manifest, its environments aside. Raises ManifestError with all mistakes at once.

    `today`, by default the day in UTC, is what a waiver's 14 days are counted from.
    """
    _demand(folder)
    draft = _draft(folder, today, with_environments=False)
    problems = (*_stray(folder), *draft.problems(), *rules.problems(draft))
    if problems:
        raise ManifestError(problems)
    return _migration(folder, draft)


def load_environment(folder: Path, name: str) -> Environment:
    """Read one environment of a manifest. Raises ManifestError with all its mistakes."""
    _demand(folder)
    known = sorted(path.stem for path in (folder / "environments").glob("*.yaml"))
    path = folder / "environments" / f"{name}.yaml"
    if name not in known:
        raise ManifestError([_no_environment(_shown(folder, path), name, known)])
    parsed = _parse(folder, path, Environment)
    users = _parse(folder, folder / "migration.yaml", MigrationFile)
    known_users = [user.id for user in users.value.users] if users.value else _own_users(parsed)
    problems = (*parsed.problems, *environments.problems(parsed, known_users))
    if problems or parsed.value is None:
        raise ManifestError(problems)
    return parsed.value


def read_folder(folder: Path, *, today: date | None = None) -> Reading:
    """Read a manifest with all its environments. Raises ManifestError only if there is no folder."""
    _demand(folder)
    draft = _draft(folder, today, with_environments=True)
    problems = [*_stray(folder), *draft.problems(), *rules.problems(draft)]
    migration = None if problems else _migration(folder, draft)
    right = []
    for parsed in draft.environments:
        users = names_of(draft).users if draft.migration.data is not None else _own_users(parsed)
        found = (*parsed.problems, *environments.problems(parsed, users))
        problems.extend(found)
        if parsed.value is not None and not found:
            right.append(parsed.value)
    return Reading(migration, tuple(right), ManifestError(problems).problems)


def _demand(folder: Path) -> None:
    if not folder.is_dir():
        beside = [path.name for path in folder.parent.glob("*") if (path / "migration.yaml").is_file()]
        what = "There is no such folder."
        fix = "Name the folder that holds migration.yaml with --migration."
        raise ManifestError(
            [Problem(str(folder), 0, "manifest-missing-file", what, nearest(folder.name, beside), fix)]
        )


def _no_environment(shown: str, name: str, known: list[str]) -> Problem:
    fix = "Copy environments/real-pair.yaml.template and fill it in."
    if known:
        fix = f"Use one of: {', '.join(known)}."
    what = f"There is no environment {name!r}."
    return Problem(shown, 0, "manifest-missing-file", what, nearest(name, known), fix)


def _draft(folder: Path, today: date | None, *, with_environments: bool) -> Draft:
    files = (folder / name for name in _FILES)
    migration, schema, references, pages, phases, waivers, new_tables, load, repair = files
    return Draft(
        today=today or datetime.now(UTC).date(),
        migration=_parse(folder, migration, MigrationFile),
        schema=_parse(folder, schema, SchemaFile),
        references=_parse(folder, references, ReferencesFile),
        pages=_parse(folder, pages, PagesFile),
        phases=_parse(folder, phases, PhasesFile),
        waivers=_parse(folder, waivers, WaiversFile)
        if waivers.exists()
        else _nothing(waivers, WaiversFile(waivers=())),
        new_tables=_parse(folder, new_tables, NewTablesFile)
        if new_tables.exists()
        else _nothing(new_tables, NewTablesFile()),
        load=_parse(folder, load, LoadFile)
        if load.exists()
        else _nothing(load, LoadFile.model_validate({"stages": {}, "workflows": {}})),
        repair=_parse(folder, repair, RepairFile) if repair.exists() else _nothing(repair, RepairFile()),
        tables=tuple(_parse(folder, path, TableFile) for path in _yaml(folder / "tables")),
        endpoints=tuple(_parse(folder, path, EndpointsFile) for path in _yaml(folder / "endpoints")),
        functions=tuple(_parse(folder, path, FunctionsFile) for path in _yaml(folder / "functions")),
        workers=tuple(_parse(folder, path, WorkersFile) for path in _yaml(folder / "workers")),
        approvers=_parse(folder, folder / APPROVERS, ApproversFile)
        if (folder / APPROVERS).exists()
        else _nothing(folder / APPROVERS, ApproversFile()),
        environments=tuple(_parse(folder, p, Environment) for p in _yaml(folder / "environments"))
        if with_environments
        else (),
    )


def _parse(folder: Path, path: Path, model: type[V]) -> Parsed[V]:
    shown = _shown(folder, path)
    if path.is_file():
        return parse(read_document(path, shown), model)
    fix = f"Write it; `cutover check --schema` describes it ({model.__name__})."
    problem = Problem(shown, 0, "manifest-missing-file", "The file is not there.", "", fix)
    return parse(Document(shown, None, None, (problem,)), model)


def _nothing(path: Path, value: V) -> Parsed[V]:
    return Parsed(Document(str(path), None), value, {}, ())


def _yaml(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def _shown(folder: Path, path: Path) -> str:
    return str(folder / path.relative_to(folder))


def _stray(folder: Path) -> Iterator[Problem]:
    """Find YAML files that nothing reads: a table that is never compared must not look as if it were."""
    for path in sorted(folder.rglob("*.y*ml")):
        parts = path.relative_to(folder).parts
        if parts in {(name,) for name in (*_FILES, APPROVERS)} or (
            len(parts) == 2 and parts[0] in _FOLDERS and path.suffix == ".yaml"
        ):
            continue
        files = (*_FILES, APPROVERS)
        known = [f"{path.stem}.yaml"] if parts[0] in _FOLDERS else files
        fix = f"A manifest has {', '.join(files)} and *.yaml in {', '.join(_FOLDERS)}. Rename or remove it."
        yield Problem(
            _shown(folder, path),
            0,
            "manifest-unknown-file",
            "Nothing reads this file.",
            nearest(path.name, known),
            fix,
        )


def _own_users(parsed: Parsed[Environment]) -> list[int]:
    """Return an environment's own users: without migration.yaml nobody can say who is unknown."""
    sides = (parsed.value.v1, parsed.value.v2) if parsed.value else ()
    return [credential.user for side in sides for credential in side.users]


def _migration(folder: Path, draft: Draft) -> Migration:
    """Put the right values together. Only called when no problem was found."""
    head, schema = draft.migration.value, draft.schema.value
    assert head is not None  # a file without problems has a value
    assert schema is not None
    endpoints = tuple(
        with_derived(endpoint.model_copy(update=_defaults(head, endpoint) | {"group": parsed.value.group}))
        for parsed in draft.endpoints
        if parsed.value
        for endpoint in parsed.value.endpoints
    )
    return Migration(
        name=head.name,
        folder=folder,
        digest=_digest(folder),
        tolerances=head.tolerances,
        users=head.users,
        published=head.published,
        errors=head.errors,
        tables=tuple(parsed.value for parsed in draft.tables if parsed.value),
        new_tables=draft.new_tables.value.tables if draft.new_tables.value else (),
        schema=schema,
        references=draft.references.value.references if draft.references.value else (),
        not_covered=draft.references.value.not_covered if draft.references.value else (),
        hierarchies=draft.references.value.hierarchies if draft.references.value else (),
        endpoints=endpoints,
        functions=functions_of((parsed.value for parsed in draft.functions if parsed.value), endpoints),
        pages=draft.pages.value.pages if draft.pages.value else (),
        stages=draft.load.value.stages if draft.load.value else (),
        workflows=draft.load.value.workflows if draft.load.value else (),
        repair=draft.repair.value if draft.repair.value else RepairFile(),
        phases=draft.phases.value.phases if draft.phases.value else (),
        report=draft.phases.value.report if draft.phases.value else None,
        waivers=draft.waivers.value.waivers if draft.waivers.value else (),
        people=draft.approvers.value.people if draft.approvers and draft.approvers.value else (),
        workers=tuple(
            worker.model_copy(update={"category": parsed.value.category})
            for parsed in draft.workers
            if parsed.value
            for worker in parsed.value.workers
        ),
    )


def _defaults(head: MigrationFile, endpoint: Endpoint) -> dict[str, object]:
    """What migration.yaml says of every endpoint that says nothing itself."""
    return {
        "envelope": endpoint.envelope or head.envelope,
        "numbers": endpoint.numbers or head.numbers,
        "errors": (*endpoint.errors, *head.errors),
        "pages": endpoint.paged_as(head.paging),
    }


def _digest(folder: Path) -> str:
    """Hash names, lengths and bytes, so that no text can move from one file to another unnoticed.

    Neither approvers nor waivers are part of what runs and people speak of: they are judged anew each time.
    """
    files = (folder / name for name in _FILES if name != WAIVERS)
    paths = [
        *(path for path in files if path.exists()),
        *_yaml(folder / "tables"),
        *_yaml(folder / "endpoints"),
        *_yaml(folder / "functions"),
        *_yaml(folder / "workers"),
        *(folder / SHAPES).glob("*.json"),
    ]
    found = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.relative_to(folder).as_posix()):
        content = path.read_bytes()
        found.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        found.update(content)
    return f"sha256:{found.hexdigest()}"
