"""`cutover import catalogue`: drafts of tables, columns, types and references from both databases."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from cutover.cli.imported import AFTER, add_common, count, tell

if TYPE_CHECKING:
    from cutover.manifest import Environment
    from cutover.systems import Pair

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

EXAMPLES = """\
examples:
  cutover import catalogue --environment own
  cutover import catalogue --v1 env:V1_DATABASE --v1-tables 'mvpw1_{id}' \\
                           --v2 env:V2_DATABASE --v2-tables 'mvpw5_{id}'
  cutover import catalogue --v1 'host=db dbname=shop user=reader' --v1-tables 'old.{table}' \\
                           --v2 env:V2_DATABASE --v2-tables 'new.{table}' --dry-run --all

A password stands in a variable: in the one that env:NAME names, or in PGPASSWORD. Both databases are only
read, in a read-only transaction; of V1's documents the keys and kinds of values of at most 500 rows a table.
"""


def add_catalogue(sources: "Commands") -> None:
    """Add the source and its options."""
    parser = sources.add_parser(
        "catalogue",
        aliases=["catalog"],
        help="tables and columns, from the catalogues of both databases",
        description="Draft tables/, new_tables.yaml, schema.yaml and references.yaml from both databases.",
        epilog=EXAMPLES + AFTER,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--environment", metavar="NAME", help="the pair, by its file in environments/")
    for side in ("v1", "v2"):
        name = side.upper()
        parser.add_argument(
            f"--{side}", metavar="DSN", help=f"{name}'s database: env:NAME, or a DSN without password"
        )
        parser.add_argument(
            f"--{side}-tables",
            metavar="RULE",
            help=f"how {name}'s tables are called: old.{{table}}, mvpw1_{{id}} (default: {{table}})",
        )
    add_common(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Import; return 0, or 2 where it cannot be done."""
    # Only here: no other command has to wait for a database driver.
    from cutover.importing import ImportRefused, import_catalogues, known_names, read_v1, read_v2
    from cutover.manifest import ManifestError
    from cutover.systems import SystemsError, connect

    try:
        environment = _environment(options)
        names = known_names(options.migration)
        with _pair(environment) as pair, connect(pair.v1) as one, connect(pair.v2) as two:
            v1 = read_v1(one, environment.v1.tables, names[0])
            v2 = read_v2(two, environment.v2.tables, names[1])
        done = import_catalogues(v1, v2, options.migration, dry=options.dry_run)
    except (ImportRefused, ManifestError, SystemsError) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    for side, found in (("V1", v1), ("V2", v2)):
        others = f", {found.others:,} left out: the rule does not name them" if found.others else ""
        print(f"{side}: {count(len(found.tables), 'table')}{others}")
    tell(done, options)
    return 0


def _environment(options: argparse.Namespace) -> "Environment":
    """Return the environment that was named, or one made of the two DSNs.

    Raises ImportRefused, ManifestError.
    """
    from cutover.importing import ImportRefused, rule_pattern
    from cutover.manifest import Environment, has_password, load_environment

    given = [side for side in ("v1", "v2") if getattr(options, side)]
    if options.environment:
        if given or options.v1_tables or options.v2_tables:
            what = "Both an environment and a DSN or rule are given."
            raise ImportRefused("import-two-pairs", "--environment", what, "Give one of the two.")
        return load_environment(options.migration, options.environment)
    if len(given) < 2:
        lacks = " and ".join(f"--{side}" for side in ("v1", "v2") if side not in given)
        fix = "Give --v1 DSN and --v2 DSN, or --environment NAME; --help shows examples."
        raise ImportRefused("import-no-database", "the command", f"There is no {lacks}.", fix)
    for side in given:
        if has_password(getattr(options, side)):
            what = "A password stands on the command line, where others can read it."
            fix = f"Put the DSN into a variable and write --{side} env:NAME, or the password into PGPASSWORD."
            raise ImportRefused("import-plain-secret", f"--{side}", what, fix)
    sides = {
        side: {
            "api": "https://not-asked.invalid",
            "database": getattr(options, side),
            "tables": getattr(options, f"{side}_tables") or "{table}",
        }
        for side in given
    }
    for side in given:
        rule_pattern(sides[side]["tables"])
    return Environment.model_validate({"name": "given", "disposable": False, "identity": "given", **sides})


@contextmanager
def _pair(environment: "Environment") -> Iterator["Pair"]:
    """Resolve the pair; where a command starts it, for as long as it is read. Raises SystemsError."""
    from cutover.systems import resolve, start

    with ExitStack() as resources:
        running = start(environment)
        if running is not None:
            resources.callback(running.close)
        yield resolve(environment, running.facts if running is not None else {})
