"""`cutover signoff PHASE`: from the evidence to the verdict, the document and its page."""

import argparse
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cutover.cli.ci import add_ci, show
from cutover.cli.sources import WrongUse, add_sources, answered, known_phase, manifest, write_again

if TYPE_CHECKING:
    from cutover.signoff.filing import Filed

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

CODES = {"READY": 0, "NOT READY": 1, "NOT PROVEN": 3}

_EXAMPLES = """\
examples:
  cutover signoff 1                          states phase 1 in reports/phase-1/
  cutover signoff 5 --reports ../reports     the final report, over the runs that lie there
  cutover signoff 1 --key ~/.ssh/id_ed25519  and seals it; no gate opens for what nobody sealed

It reads every run below reports/runs that is of the pair compared last, of this manifest and fresh enough,
and writes signoff.json, signoff.html and the evidence. What stood there before is kept below earlier/.

Exit codes: 0 READY, 1 NOT READY (something is shown wrong) or not yours to seal, 2 wrong use, 3 NOT PROVEN
(not all is shown).
"""


def add_to(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "signoff",
        help="state a phase's verdict with its evidence, as a document and a page",
        description="State what follows for a phase from all runs that count, and write reports/phase-N/.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("phase", metavar="PHASE", help="its number, such as 0 or 5.5")
    add_sources(parser)
    parser.add_argument("--key", metavar="PATH", type=Path, help="seal it with your SSH key, or its .pub")
    parser.add_argument("--seal", action="store_true", help="seal it with the key that ssh-agent holds")
    add_ci(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """State the phase; return 0 (READY), 1 (NOT READY), 2 (wrong use) or 3 (NOT PROVEN)."""
    return answered(lambda: _stated(options), options)


def _stated(options: argparse.Namespace) -> int:
    """State the phase over all runs and signed statements, and seal it where somebody does."""
    from cutover.signoff.approval import sealed, write  # the templates are wanted by this command only
    from cutover.signoff.attesting import read_attested
    from cutover.signoff.ci import of_statement
    from cutover.signoff.filing import file_signoff
    from cutover.signoff.signing import signer

    migration, now = manifest(options), datetime.now(UTC)
    phase = known_phase(migration, options.phase)
    if not (options.reports / "runs").is_dir():
        raise WrongUse(
            f"reports-missing: there is no {options.reports / 'runs'}: no run was ever made.\n"
            "  Run: pytest -n auto, or name the folder with --reports."
        )
    who = signer(migration, options.key, now) if options.key or options.seal else None
    attested, complaints = read_attested(migration, options.reports, now)
    commit = commit_of(options.migration)
    filed = file_signoff(
        migration, options.reports, phase, now, commit=commit, attested=attested, warnings=complaints
    )
    if who is not None:
        filed = replace(filed, document=sealed(filed.document.statement, who, now))
        write(filed.document, filed.folder)
    show(options, of_statement(filed.document.statement))
    for line in _told(filed):
        print(line)
    write_again(migration, options.reports, now)
    return CODES[filed.document.statement.verdict]


def commit_of(folder: Path) -> str:
    """Return the commit that the manifest's folder stands at, ``+edited`` behind it; empty without git."""
    try:
        head, changed = (
            subprocess.run(
                ("git", "-C", str(folder), *words), capture_output=True, text=True, timeout=10, check=True
            ).stdout.strip()
            for words in (("rev-parse", "HEAD"), ("status", "--porcelain", "--", "."))
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return f"{head}+edited" if changed else head


def _told(filed: "Filed") -> list[str]:
    statement = filed.document.statement
    lines = [f"warning: {warning}" for warning in statement.warnings]
    lines += [f"  {each.outcome:12}  {each.id}: {each.actual}" for each in statement.criteria]
    if statement.report is not None:
        lines.append(f"  migration score {statement.report.score.percent} %")
    proven = statement.tiles["passed"] + statement.tiles["accepted"]
    told = f"{proven:,} of {statement.tiles['planned']:,} checks proven"
    if filed.before is not None and filed.before.approvals:
        people = " and ".join(entry.by for entry in filed.before.approvals)
        what = f"replaced a sign-off that {people} had approved; it lies in {filed.earlier}"
        lines.append(f"  {what}; ask for approval again")
    if filed.document.seal is None:
        lines.append("  not sealed: no gate opens for it (--key PATH, or --seal with ssh-agent)")
    return [*lines, f"{statement.verdict} · phase {statement.phase.id} · {told} · {filed.page}"]
