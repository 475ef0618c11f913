"""What the commands of sign-offs read: the manifest, the folder of reports, and a person's own key."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cutover.manifest import ManifestError, Migration, nearest, read_folder


class WrongUse(Exception):
    """A question that cannot be asked; its text has a code, what is wrong, and what to do."""


def add_sources(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where the manifest and the reports are."""
    parser.add_argument(
        "--migration",
        metavar="DIR",
        type=Path,
        default=Path(os.environ.get("CUTOVER_MIGRATION") or "migration"),
        help="the manifest's folder (default: migration; also CUTOVER_MIGRATION)",
    )
    parser.add_argument(
        "--reports",
        metavar="DIR",
        type=Path,
        default=Path(os.environ.get("CUTOVER_REPORTS") or "reports"),
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


def answered(question: Callable[[], int]) -> int:
    """Ask, and turn what stands in the way into its message and exit code."""
    from cutover.signoff.approval import ApprovalError  # the templates are wanted by these commands only
    from cutover.signoff.document import DocumentError
    from cutover.signoff.filing import FilingError
    from cutover.signoff.signing import SigningError
    from cutover.signoff.verifier import Refused

    try:
        return question()
    except (WrongUse, ApprovalError, FilingError) as error:
        print(error, file=sys.stderr)
        return 2
    except SigningError as error:
        print(error, file=sys.stderr)
        return 3 if error.code == "ssh-keygen-missing" else 2
    except Refused as error:
        print(error, file=sys.stderr)
        return 3 if error.lacks else 1
    except DocumentError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"reports-unwritable: {error.filename}: {error.strerror}", file=sys.stderr)
        return 3
