"""What the commands of `cutover repair` have in common: the pair, who acts, and what stands in the way."""

import argparse
import os
import re
import shlex
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cutover.cli.sources import WrongUse, add_sources, named_folders
from cutover.manifest import ManifestError, read_folder

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

    from cutover.repair.opening import Opened
    from cutover.repair.progress import Tell

CODES = """
Exit codes: 0 done, or nothing to do; 1 no: rows are left, or found wrong; 2 wrong use, or refused, and
nothing was changed; 3 cannot tell, or stopped: what was done is whole and written down.
"""
LONGEST = 100
"""So many characters of a name that is written down with every change."""

_HINT = re.compile(
    r"(?:(?<=: )|(?<=^  ))(cutover repair [a-z]+\b)(?! --help)([^\n`]*)(?<![.)])$", re.MULTILINE
)
"""A command at the end of a line, which is there to be typed."""


def add_command(commands: "Commands", name: str, says: str, examples: str) -> argparse.ArgumentParser:
    """Add a command of repairs with its line of help, its examples and the exit codes."""
    return commands.add_parser(
        name,
        help=says,
        description=f"{says[0].upper()}{says[1:]}.",
        epilog=examples + CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_pair(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which pair, by which manifest."""
    parser.add_argument(
        "--environment",
        metavar="NAME",
        default=os.environ.get("CUTOVER_ENVIRONMENT") or None,
        help="the pair, by its file in environments/ (also CUTOVER_ENVIRONMENT)",
    )
    add_sources(parser)


def add_actor(parser: argparse.ArgumentParser) -> None:
    """Add the option that says who acts."""
    parser.add_argument("--by", metavar="NAME", default="", help="who acts: written down with every change")


def add_pause(parser: argparse.ArgumentParser) -> None:
    """Add the option that lets a long command be held."""
    parser.add_argument(
        "--pause-file",
        metavar="PATH",
        type=Path,
        default=Path(told) if (told := os.environ.get("CUTOVER_PAUSE_FILE")) else None,
        help="while this file exists no batch is begun (also CUTOVER_PAUSE_FILE)",
    )


def pause_file(options: argparse.Namespace) -> Path | None:
    """Return the file that holds the command; raises WrongUse where nobody could make it."""
    path: Path | None = options.pause_file
    if path is not None and not path.parent.is_dir():
        raise WrongUse(
            f"option-unknown-value: --pause-file: there is no folder {path.parent}.\n"
            "  Name a file in a folder that exists; the file itself is made to pause, and removed to go on."
        )
    return path


def add_digest(parser: argparse.ArgumentParser) -> None:
    """Add the digest of a plan as what the command is about."""
    parser.add_argument(
        "digest", metavar="DIGEST", help="the plan, by its digest or at least its first 12 digits"
    )


def actor(options: argparse.Namespace) -> str:
    """Return who acts; raises WrongUse for a name that says nothing, or that a log cannot show."""
    name = str(options.by).strip()
    if not name:
        raise WrongUse("repair-nobody: nobody answers for it.\n  Say who you are: --by 'Ada Lovelace'")
    if not name.isprintable() or len(name) > LONGEST:
        raise WrongUse(
            f"repair-nobody: --by: {name[:20]!r} names nobody.\n"
            f"  Write a person's name or address in a line, up to {LONGEST} characters: --by 'Ada Lovelace'"
        )
    return name


@contextmanager
def opened(options: argparse.Namespace) -> Iterator["Opened"]:
    """Open the pair that was named, read-only; raises whatever keeps it from being opened."""
    from cutover.repair.opening import Choice, open_pair  # no other command waits for a database driver

    with open_pair(Choice(options.migration, _environment(options))) as pair:
        yield pair


@contextmanager
def watched(whole: Mapping[str, int] | None = None) -> Iterator["Tell"]:
    """Show how far a command has come, on the stream of errors; `whole` has each step's rows, if known."""
    from cutover.repair.progress import shown

    with shown(sys.stderr, whole) as tell:
        yield tell


def again(options: argparse.Namespace, words: str) -> str:
    """Return a command of repairs with the options that lead to the same pair and folders."""
    environment = f" --environment={shlex.quote(options.environment)}" if options.environment else ""
    return f"cutover repair {words}{environment}{''.join(named_folders(options))}"


def answered(question: Callable[[], int], options: argparse.Namespace, stopped: str) -> int:
    """Ask, and turn what stands in the way into its message and exit code; `stopped`: what an end means."""
    import psycopg

    from cutover.repair.refusal import RepairRefused, RepairStopped
    from cutover.systems import DatabaseFailed, EnvironmentFailed, NotAnswering, SystemsError

    def told(text: object, code: int) -> int:
        print(typed(str(text), options), file=sys.stderr)
        return code

    try:
        with _ending_as_by_hand():
            return question()
    except (RepairStopped, DatabaseFailed, EnvironmentFailed, NotAnswering) as error:
        return told(error, 3)
    except (WrongUse, RepairRefused, ManifestError, SystemsError) as error:
        return told(error, 2)
    except psycopg.errors.QueryCanceled:
        what = "a statement took longer than the environment's statement_timeout allows."
        return told(f"repair-too-slow: {what}\n  {stopped}", 3)
    except psycopg.OperationalError as error:  # any other error of a statement is a mistake of ours
        state = f" ({error.sqlstate})" if error.sqlstate else ""
        return told(f"repair-database: a database broke off{state}: look whether it is up.\n  {stopped}", 3)
    except KeyboardInterrupt:
        return told(f"repair-interrupted: told to end.\n  {stopped}", 3)
    except BrokenPipeError:
        raise  # whoever reads has seen enough
    except OSError as error:
        return told(f"reports-unwritable: {error.filename}: {error.strerror}", 3)


@contextmanager
def _ending_as_by_hand() -> Iterator[None]:
    """End in order when told to end, too, as by Ctrl-C; also where a shell had that ignored."""
    before = {
        number: signal.signal(number, signal.default_int_handler)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _environment(options: argparse.Namespace) -> str:
    """Return the pair's name: what writes is never left to a default. Raises WrongUse."""
    if options.environment:
        return str(options.environment)
    names = [
        f"{each.name}{' (V2 can be repaired)' if each.v2.repair else ''}"
        for each in read_folder(options.migration).environments
    ]
    raise WrongUse(
        "repair-no-environment: no pair is named, and a repair never takes one for granted.\n"
        f"  Give --environment=NAME, or set CUTOVER_ENVIRONMENT. There are: {', '.join(names) or 'none'}."
    )


def typed(text: str, options: argparse.Namespace) -> str:
    """Return a text whose commands lead to the same pair and folders, so that they can be typed."""
    rest = again(options, "")
    return _HINT.sub(lambda hint: f"{hint[1]}{hint[2]}{rest.removeprefix('cutover repair ').rstrip()}", text)
