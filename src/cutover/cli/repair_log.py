"""`cutover repair log`: who changed what, when and why, and whether the record of it is whole."""

import argparse
from typing import TYPE_CHECKING

from cutover.cli.repairing import CODES, add_pair, answered, opened, typed

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_EXAMPLES = """\
examples:
  cutover repair log --environment=standing                           which runs, and is the chain whole
  cutover repair log 20261122-022327-11f4c0 --environment=standing    the newest changes of one run
  cutover repair log 20261122-022327-11f4c0 --table=income --all --environment=standing

Exit code 1 says that the record is not whole: an entry is missing or was altered, a row is not kept as it
was, or a repair wrote what it does not say.
"""


_SHOWN = "Nothing was changed: run the same command again."


def add_to(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "log",
        help="who changed what, when and why; and whether the record is whole",
        description="Show the runs that changed V2, or the changes of one, and prove that none is missing.",
        epilog=_EXAMPLES + CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "logged", metavar="RUN", nargs="?", default="", help="one run, or the beginning of its name"
    )
    parser.add_argument("--table", metavar="TABLE", default="", help="the changes of one V2 table alone")
    parser.add_argument("--all", action="store_true", help="every change, not only the newest")
    add_pair(parser)
    parser.set_defaults(run=lambda options: answered(lambda: _log(options), options, _SHOWN))


def _log(options: argparse.Namespace) -> int:
    from cutover.repair.log import MOST, entries, entry_lines, lines, of_run, read_log

    with opened(options) as pair:
        connection = pair.v2.connection
        log = read_log(connection, pair.names.v2.values())
        if options.logged:
            log = of_run(log, options.logged)
            run, most = log.runs[0].run.run, None if options.all else MOST
            told = 0
            for entry in entries(connection, run, options.table, most):
                told += 1
                print("\n".join(entry_lines(entry)))
            if told == most:
                print(typed(f"and more: cutover repair log {run} --all", options))
        for line in lines(log):
            print(line)
    return int(bool(log.breaks))
