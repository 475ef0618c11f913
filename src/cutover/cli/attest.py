"""`cutover attest`: signs what a person states, such as "backups were made"."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cutover.cli.sources import add_signature, add_sources, answered, manifest, write_again
from cutover.manifest import Migration

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_EXAMPLES = """\
examples:
  cutover attest                                          what is asked for, of whom, and what is signed
  cutover attest backups-made --key ~/.ssh/id_ed25519
  cutover attest rollback-rehearsed --meaning "rehearsed on 20 November: 3 min 40 s"
  cutover attest users-told-48h-before --not              states that it is not so, which is NOT READY

A statement holds for one pair of systems and one manifest, and for as long as its phase's evidence would.

Exit codes: 0 signed, or everything is; 1 a statement is missing (without a name), or it is not yours to
sign; 2 wrong use, 3 cannot tell, or there is no final report to sign yet.
"""


def add_to(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "attest",
        help="sign what no check can measure",
        description="Sign a statement that a phase asks for, or list them all.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("slug", metavar="NAME", nargs="?", help="the statement, as phases.yaml names it")
    parser.add_argument("--not", dest="holds", action="store_false", help="state that it is not so")
    add_signature(parser)
    add_sources(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Sign, or list; return 0, 1 (not signed, or not theirs to sign), 2 (wrong use) or 3 (cannot tell)."""
    return answered(lambda: _run(options), options)


def _run(options: argparse.Namespace) -> int:
    from cutover.signoff.attesting import attest  # the templates are wanted by these commands only
    from cutover.signoff.signing import signer

    migration, now = manifest(options), datetime.now(UTC)
    if options.slug is None:
        lines = list(_listed(migration, options.reports, now))
        print("\n".join(lines) or "no phase asks for a statement")
        return int(any("✓" not in line for line in lines))
    who = signer(migration, options.key, now)
    words = {"role": options.role, "meaning": options.meaning}
    path, missing = attest(migration, options.reports, options.slug, who, now, holds=options.holds, **words)
    print(f"{who.person.email} signed {options.slug} · {path}")
    if missing:
        print(f"still to sign: {', '.join(missing)}")
    write_again(migration, options.reports, now)
    return 0


def _listed(migration: Migration, reports: Path, now: datetime) -> Iterator[str]:
    """Give a line for each statement that is asked for, and for each file that does not count."""
    from cutover.signoff.attesting import asked_for, read_attested

    made, complaints = read_attested(migration, reports, now)
    signed = {each.slug: each for each in made}
    for slug, asked in asked_for(migration).items():
        found = signed.get(slug)
        mark = "?" if found is None else "✓" if found.outcome.proves else "✕"
        by = f"by {found.by} at {found.at:%Y-%m-%dT%H:%M:%SZ}" if found else f"by {' and '.join(asked.roles)}"
        yield f"{mark} {slug:32} phase {', '.join(asked.phases):10} {by}: {asked.says}"
    yield from complaints
