"""Whether a run asks for checks at all, told from its arguments before anything is started.

pytest knows the items only after collection, and under xdist only the workers collect, when V1 and V2 have to
be there already. So the arguments decide: a run asks for checks when one of its paths is a suite's folder,
lies in one or holds one. ``pytest tests`` does not, ``pytest`` and ``pytest .`` do.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

import pytest

from cutover.manifest import Check
from cutover.suite.nodes import ALONE, FOLDERS, PLACES, check_of, node_of
from cutover.suite.options import nearest


def asks_for_checks(arguments: Iterable[str], root: Path, start: Path) -> bool:
    """Tell whether any of pytest's arguments (paths and node ids, relative to ``start``) reaches a suite."""
    suites = [root / folder for folder in FOLDERS]
    for argument in arguments:
        path = Path(argument.partition("::")[0])
        path = (path if path.is_absolute() else start / path).resolve()
        if any(suite == path or suite in path.parents or path in suite.parents for suite in suites):
            return True
    return False


def asks_alone(arguments: Sequence[str], root: Path, start: Path, workers: int) -> str | None:
    """Tell which area that runs by itself is asked for: its file is named, or nodes in it.

    Raises pytest.UsageError where other checks or workers would run beside it: a timing taken on a machine
    that is busy with something else says nothing.
    """
    files = {root / PLACES[area].path: area for area in ALONE}
    paths = [(start / argument.partition("::")[0]).resolve() for argument in arguments]
    named = {files[path] for path in paths if path in files}
    if not named:
        return None
    (area,) = named
    others = [argument for argument, path in zip(arguments, paths, strict=True) if path not in files]
    if others:
        raise pytest.UsageError(
            f"{area}-not-alone: {others[0]} cannot run beside it.\n"
            f"  Run it by itself: cutover {area}, or pytest -n 0 {PLACES[area].path}"
        )
    if workers:
        raise pytest.UsageError(
            f"{area}-not-alone: it is timed in one process, not under {workers} workers.\n"
            f"  Run it by itself: cutover {area}, or pytest -n 0 {PLACES[area].path}"
        )
    return area


def refuse_unknown(arguments: Iterable[str], root: Path, start: Path, plan: Iterable[Check]) -> None:
    """Raise pytest.UsageError for a path that is not there or a check that is not planned.

    pytest would tell it too, after both systems were started.
    """
    known = {check.id for check in plan}
    for argument in arguments:
        path = start / argument.partition("::")[0]
        if not path.exists():
            beside = {each.name for each in path.parent.glob("*")} if path.parent.is_dir() else ()
            raise pytest.UsageError(
                f"path-unknown: there is no {argument.partition('::')[0]}.\n  {nearest(path.name, beside)}"
            )
        check = check_of(argument)
        if check is not None and check not in known:
            area = check.partition("/")[0]
            beside = {each.partition("/")[2] for each in known if each.startswith(f"{area}/")}
            close = get_close_matches(check.partition("/")[2], beside, n=1)
            hint = f"Nearest name: '{node_of(f'{area}/{close[0]}')}'." if close else "See --collect-only -q."
            raise pytest.UsageError(f"check-unknown: the manifest plans no check {check}.\n  {hint}")


def named_checks(arguments: Iterable[str]) -> tuple[str, ...] | None:
    """Give the checks that the arguments name one by one; None as soon as one of them names more."""
    checks = [check_of(argument) for argument in arguments]
    named = tuple(check for check in checks if check)
    return named if named and len(named) == len(checks) else None
