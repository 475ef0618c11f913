"""`cutover gate`: answers CI's question, whether a phase may pass."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cutover.cli.ci import add_ci, show
from cutover.cli.sources import add_sources, answered, known_phase, manifest, with_options

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_EXAMPLES = """\
examples:
  cutover gate 5.5                   phase 5.5 and all that it needs
  cutover gate 1 --ci=github         with annotations, and a summary in GITHUB_STEP_SUMMARY
  cutover gate 1 --summary=gate.md   the same summary, for another CI

Exit codes: 0 open: each phase is READY, fresh, sealed and approved, and its evidence says so; 1 closed: one
is NOT READY, or its sign-off cannot be believed; 2 wrong use; 3 cannot tell: NOT PROVEN, not stated, too old,
not approved yet, or no ssh-keygen.
"""


def add_to(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "gate",
        help="say whether a phase may pass",
        description="Say whether a phase and all that it needs are READY, fresh, sealed and approved.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("phase", metavar="PHASE", help="its number, such as 5.5")
    add_ci(parser)
    add_sources(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Judge and say why; return 0 (open), 1 (closed), 2 (wrong use) or 3 (cannot tell)."""
    return answered(lambda: _run(options), options)


def _run(options: argparse.Namespace) -> int:
    from cutover.signoff.ci import closing, of_gate  # the templates are wanted by these commands only
    from cutover.signoff.gate import judge_gate

    migration = manifest(options)
    gate = judge_gate(migration, options.reports, known_phase(migration, options.phase), datetime.now(UTC))
    show(options, of_gate(gate))
    for line in closing(gate):
        print(with_options(line, options))
    return gate.code
