"""The command `cutover`: chooses the module that answers."""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from difflib import get_close_matches

from cutover import __version__
from cutover.cli import approve, attest, check, gate, importing, latency, load, repair, signoff, verify
from cutover.evidence import Outlet, Redactor, secrets_in

_COMMANDS = (check, importing, latency, load, repair, signoff, attest, approve, verify, gate)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 yes, 1 no, 2 wrong use, 3 cannot tell."""
    redactor = Redactor(secrets_in(os.environ), b"")
    with Outlet(lambda: redactor).guarding():
        try:
            return _run(arguments)
        except Exception:  # a mistake of ours: its traceback is wanted, and leaves as all text does
            traceback.print_exc()
            return 3


def _run(arguments: Sequence[str] | None) -> int:
    parser = argparse.ArgumentParser(
        prog="cutover",
        description="Proves a backend migration correct before anyone switches over.",
        epilog="Exit codes: 0 yes, 1 no, 2 wrong use, 3 cannot tell. cutover COMMAND --help shows examples.",
    )
    parser.add_argument("--version", action="version", version=f"cutover {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.add_to(commands)
    given = list(sys.argv[1:] if arguments is None else arguments)
    known = sorted(commands.choices)
    if given and not given[0].startswith("-") and given[0] not in known:
        close = get_close_matches(given[0], known, n=1)
        hint = f"Nearest name: '{close[0]}'." if close else f"There are: {', '.join(known)}."
        print(f"command-unknown: there is no command '{given[0]}'.\n  {hint}", file=sys.stderr)
        return 2
    options = parser.parse_args(given)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough; nothing is left to be flushed at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
