"""Filing: a phase's folder, ``reports/phase-N``: the document, its page, and the evidence that it names.

FilingError
    code ``signoff-clock``, ``signoff-edited``, ``signoff-symlink``, ``signoff-unwritable``
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cutover.evidence import Ledger
from cutover.manifest import Migration
from cutover.signoff.archive import read_archive
from cutover.signoff.attested import Attested
from cutover.signoff.document import FILE, PAGE, Document, DocumentError, read_signoff
from cutover.signoff.error import SignoffError
from cutover.signoff.grounds import Grounds
from cutover.signoff.plain import plain
from cutover.signoff.sheet import render
from cutover.signoff.statement import FileStated, FindingStated
from cutover.signoff.stating import state
from cutover.signoff.tracing import as_csv, traceability
from cutover.signoff.verdict import PhaseVerdict, verdicts
from cutover.signoff.waiving import findings as found_of
from cutover.signoff.waiving import speaking_of

EVIDENCE = "evidence"
EARLIER = "earlier"
CHECKS = "checks.csv"
STATEMENTS = "attestations"
KEPT = ("ledger.jsonl", "pytest.html", "junit.xml")
"""What is kept of each run that counts, as far as the run wrote it."""


class FilingError(SignoffError):
    """A sign-off that cannot be filed."""


@dataclass(frozen=True)
class Filed:
    """What was written."""

    document: Document
    folder: Path
    before: Document | None = None
    """The sign-off that it replaced, as far as that could be read."""
    earlier: Path | None = None
    """Where what stood there before lies now."""

    @property
    def page(self) -> Path:
        """The page to look at."""
        return self.folder / PAGE


def folder_of(reports: Path, phase: str) -> Path:
    """Return the folder of a phase's sign-off."""
    return reports / f"phase-{phase}"


def file_signoff(
    migration: Migration,
    reports: Path,
    phase: str,
    now: datetime,
    *,
    commit: str = "",
    attested: Sequence[Attested] = (),
    findings: Sequence[FindingStated] = (),
    warnings: Sequence[str] = (),
) -> Filed:
    """State a phase at ``now`` and write its folder, whole or not at all; raises FilingError.

    What stood there before is kept below ``earlier``, with its signatures.
    """
    folder = folder_of(reports, phase)
    _refuse_links(reports, folder)
    grounds = gather(migration, reports, phase, now, commit, attested, findings)
    grounds = replace(grounds, warnings=(*grounds.warnings, *warnings))
    if grounds.before is not None and datetime.fromisoformat(grounds.before.statement.stated_at) > now:
        raise FilingError(
            "signoff-clock",
            f"{folder / FILE} was stated at {grounds.before.statement.stated_at}, which is after now;"
            " a clock was set back, or this one is wrong. Set it right and state it again.",
        )
    try:
        return _write(grounds, reports, folder)
    except OSError as error:
        what = f"{error.filename or folder}: {error.strerror}; nothing was changed"
        raise FilingError("signoff-unwritable", what) from None


def gather(
    migration: Migration,
    reports: Path,
    phase: str,
    now: datetime,
    commit: str,
    attested: Sequence[Attested],
    findings: Sequence[FindingStated],
) -> Grounds:
    """Read everything that a statement about a phase is made from."""
    archive = read_archive(reports)
    judged = verdicts(migration, archive.ledgers, now, archive.unreadable, attested)
    verdict = next(each for each in judged if each.phase.id == phase)
    before, lost = _documents(reports, (phase,))
    needs, missing = _documents(reports, verdict.phase.needs)
    return Grounds(
        migration=migration,
        archive=archive,
        phases=judged,
        verdict=verdict,
        now=now,
        commit=commit,
        attested=attested,
        needs=needs,
        before=before.get(phase),
        findings=(*findings, *about_waivers(migration, verdict, now)),
        warnings=(*lost, *missing),
    )


def about_waivers(migration: Migration, verdict: PhaseVerdict, now: datetime) -> tuple[FindingStated, ...]:
    """Return what is wrong with the waivers that speak of a check of this phase.

    A waiver of another phase voids no sign-off of this one.
    """
    stands = [standing for result in verdict.criteria for standing in result.standings]
    own = {waiver.names for waiver in speaking_of(stands, migration.waivers)}
    return tuple(
        FindingStated(code=each.code, about=plain(each.about), says=plain(each.says))
        for each in found_of(migration, stands, now.date())
        if each.about in own
    )


def _documents(reports: Path, phases: Sequence[str]) -> tuple[Mapping[str, Document], tuple[str, ...]]:
    """Read sign-offs; one that is not there is none, one that cannot be believed is a warning."""
    found, complaints = {}, []
    for phase in phases:
        path = folder_of(reports, phase) / FILE
        if not os.path.lexists(path):
            continue
        try:
            document = read_signoff(path)
        except DocumentError as error:
            complaints.append(str(error))
            continue
        if document.statement.phase.id == phase:
            found[phase] = document
        else:
            complaints.append(f"signoff-swapped: {path} is of phase {document.statement.phase.id}")
    return found, tuple(complaints)


def _write(grounds: Grounds, reports: Path, folder: Path) -> Filed:
    reports.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=reports))
    try:
        ledgers = {run.header.run: run.sha256 for run in grounds.runs}
        _keep(grounds.runs, draft)
        table = as_csv(traceability(grounds), ledgers).encode()
        (draft / EVIDENCE).mkdir(exist_ok=True)
        (draft / EVIDENCE / CHECKS).write_bytes(table)
        _keep_statements(grounds, reports, draft)
        earlier = _keep_earlier(folder, draft, grounds.before)
        files = tuple(_filed(path, draft) for path in sorted(draft.rglob("*")) if path.is_file())
        _demand_unchanged(grounds.runs, files)
        document = Document(statement=state(replace(grounds, files=files, ledgers=ledgers)))
        (draft / PAGE).write_text(render(document.statement), encoding="utf-8")
        (draft / FILE).write_bytes(document.canonical)
        draft.chmod(0o755)
        _exchange(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Filed(document, folder, grounds.before, folder / earlier if earlier else None)


def _keep(runs: Sequence[Ledger], draft: Path) -> None:
    """Put what the runs wrote beside the document; linked where that is possible, as it can be large."""
    for run in runs:
        for name in KEPT:
            source = run.path.parent / name
            if source.is_symlink() or not source.is_file():
                continue
            target = draft / EVIDENCE / run.header.run / name
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(source, target)
            except OSError:  # another file system, or one without links
                shutil.copyfile(source, target)


def _filed(path: Path, draft: Path) -> FileStated:
    name, size = path.relative_to(draft).as_posix(), path.stat().st_size
    return FileStated(path=name, sha256=_digest_of(path), size=size)


def _keep_statements(grounds: Grounds, reports: Path, draft: Path) -> None:
    """Put beside the document what people signed and the verdict rests on."""
    asked = {criterion.attested for criterion in grounds.phase.criteria}
    for each in grounds.attested:
        source = reports / STATEMENTS / f"{each.slug}.json"
        if each.slug in asked and source.is_file() and _digest_of(source) == each.digest:
            target = draft / EVIDENCE / STATEMENTS / source.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def _demand_unchanged(runs: Sequence[Ledger], files: Sequence[FileStated]) -> None:
    """Refuse to state what a ledger says that changed since it was read."""
    kept = {file.path: file.sha256 for file in files}
    for run in runs:
        if run.sha256 != kept.get(f"{EVIDENCE}/{run.header.run}/{KEPT[0]}"):
            what = f"{run.path} changed while it was read; run the checks again"
            raise FilingError("signoff-edited", what)


def _keep_earlier(folder: Path, draft: Path, before: Document | None) -> Path | None:
    """Carry over the documents that stood here before: who signed what stays readable.

    Returns where the last of them lies, below the phase's folder; None where none stood here.
    """
    if (folder / EARLIER).is_dir():
        shutil.copytree(folder / EARLIER, draft / EARLIER)
    if not (folder / FILE).is_file():
        return None
    name = _digest_of(folder / FILE)[:16]
    when = before.statement.stated_at.replace(":", "").replace("-", "") if before else "unreadable"
    place = draft / EARLIER / f"{when}-{name}"
    place.mkdir(parents=True, exist_ok=True)
    for file in (FILE, PAGE):
        if (folder / file).is_file():
            shutil.copyfile(folder / file, place / file)
    return place.relative_to(draft)


def _exchange(draft: Path, folder: Path) -> None:
    """Put the new folder in the old one's place."""
    aside = draft.with_name(f"{draft.name}.old")
    if folder.exists():
        folder.rename(aside)
    try:
        draft.rename(folder)
    except OSError:
        with suppress(OSError):
            aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _refuse_links(reports: Path, folder: Path) -> None:
    """Refuse symbolic links: what they point at can change behind a sign-off."""
    places = (folder, *folder.rglob("*"), reports / "runs", *(reports / "runs").glob("*"))
    for place in places:
        if place.is_symlink():
            what = f"{place} is a symbolic link: what it points at can change; put the files there"
            raise FilingError("signoff-symlink", what)


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
