"""What the commands of sign-offs read: the manifest, the folder of reports, and a person's own key."""

import argparse
import os
import re
import shlex
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cutover.manifest import ManifestError, Migration, nearest, read_folder

_DEFAULTS = {"migration": ("CUTOVER_MIGRATION", "migration"), "reports": ("CUTOVER_REPORTS", "reports")}
"""The variable and the folder that stand for an option that is not given."""
_HINT = re.compile(
    r"(?:(?<=: )|(?<=^  ))cutover (?:approve|attest|check|gate|signoff|verify)\b(?! --help)[^\n`]*(?<![.)])$",
    re.MULTILINE,
)
"""A command at the end of a line, which is there to be typed."""


class WrongUse(Exception):
    """A question that cannot be asked; its text has a code, what is wrong, and what to do."""


def add_migration(parser: argparse.ArgumentParser) -> None:
    """Add the option that says where the manifest is."""
    parser.add_argument(
        "--migration",
        metavar="DIR",
        type=Path,
        default=_default("migration"),
        help="the manifest's folder (default: migration; also CUTOVER_MIGRATION)",
    )


def add_sources(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where the manifest and the reports are."""
    add_migration(parser)
    parser.add_argument(
        "--reports",
        metavar="DIR",
        type=Path,
        default=_default("reports"),
        help="where runs and sign-offs are (default: reports; also CUTOVER_REPORTS)",
    )


def add_signature(parser: argparse.ArgumentParser) -> None:
    """Add the options that say who signs, and as what."""
    parser.add_argument("--key", metavar="PATH", type=Path, help="your SSH key, or its .pub for ssh-agent")
    parser.add_argument("--role", metavar="ROLE", default="", help="which of your roles you sign in")
    parser.add_argument("--meaning", metavar="TEXT", default="", help="what your signature means, in a line")


def manifest(options: argparse.Namespace) -> Migration:
    """Read the manifest; raises WrongUse where it is not there or not right."""
    try:
        reading = read_folder(options.migration)
    except ManifestError as error:
        raise WrongUse(str(error)) from None
    if reading.migration is None:
        raise WrongUse(f"manifest-wrong: {options.migration} has mistakes.\n  See: cutover check")
    return reading.migration


def known_phase(migration: Migration, phase: str) -> str:
    """Return a phase's number; raises WrongUse for one that is not there."""
    known = [each.id for each in migration.phases]
    if phase not in known:
        close = nearest(phase, known)
        hint = f"Nearest name: '{close}'." if close else f"There are: {', '.join(known) or 'none'}."
        raise WrongUse(f"phase-unknown: there is no phase '{phase}'.\n  {hint}")
    return phase


def write_again(migration: Migration, reports: Path, now: datetime) -> None:
    """Write the site anew, as what was just signed belongs on it; no site is made where no runs lie."""
    from cutover.signoff import conclude  # its templates are wanted by these commands only

    if (reports / "runs").is_dir():
        conclude(migration, reports, now)


def with_options(text: str, options: argparse.Namespace) -> str:
    """Return a text whose commands name the folders that were named, so that they can be typed."""
    named = "".join(named_folders(options))
    return _HINT.sub(lambda hint: hint[0] + named, text)


def named_folders(options: argparse.Namespace) -> list[str]:
    """Return the options of folders that were named, each with a blank before it."""
    return [
        f" --{name}={shlex.quote(str(getattr(options, name)))}"
        for name in _DEFAULTS
        if getattr(options, name) != _default(name)
    ]


def _default(name: str) -> Path:
    variable, folder = _DEFAULTS[name]
    return Path(os.environ.get(variable) or folder)


def answered(question: Callable[[], int], options: argparse.Namespace) -> int:
    """Ask, and turn what stands in the way into its message and exit code."""
    from cutover.signoff.approval import ApprovalError  # the templates are wanted by these commands only
    from cutover.signoff.document import DocumentError
    from cutover.signoff.filing import FilingError
    from cutover.signoff.signing import SigningError
    from cutover.signoff.verifier import Refused

    def told(error: Exception, code: int) -> int:
        print(with_options(str(error), options), file=sys.stderr)
        return code

    try:
        return question()
    except (WrongUse, FilingError) as error:
        return told(error, 2)
    except ApprovalError as error:
        return told(error, 1 if error.code == "approval-role" else 2)
    except SigningError as error:
        return told(error, 3 if error.code == "ssh-keygen-missing" else 2)
    except Refused as error:
        return told(error, 3 if error.lacks else 1)
    except DocumentError as error:
        return told(error, 1)
    except OSError as error:
        print(f"reports-unwritable: {error.filename}: {error.strerror}", file=sys.stderr)
        return 3
