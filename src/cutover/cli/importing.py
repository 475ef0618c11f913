"""`cutover import`: writes drafts of the manifest from what a team has."""

import argparse
import re
import sys
from typing import TYPE_CHECKING

from cutover.cli.import_catalogue import EXAMPLES as CATALOGUE
from cutover.cli.import_catalogue import add_catalogue
from cutover.cli.import_mapping import EXAMPLES as MAPPING
from cutover.cli.import_mapping import add_mapping
from cutover.cli.imported import AFTER, add_common, count, tell

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_EXAMPLES = """\
examples:
  cutover import openapi v2-team.json --side v2
  cutover import openapi https://example.xano.io/apispec:4UsTtl3m?type=json --side v2 --group team
  cutover import openapi v1.yaml --side v1 --dry-run --all
"""


def add_to(commands: "Commands") -> None:
    """Add the command, its sources and their options."""
    parser = commands.add_parser(
        "import",
        help="write drafts of the manifest from what a team has",
        description="Write drafts into the manifest: what is known filled in, the rest marked `to decide`.",
        epilog=_EXAMPLES
        + MAPPING.removeprefix("examples:\n")
        + CATALOGUE.removeprefix("examples:\n")
        + AFTER,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    sources = parser.add_subparsers(title="sources", metavar="SOURCE", required=True)
    _add_openapi(sources)
    add_catalogue(sources)
    add_mapping(sources)


def _add_openapi(sources: "Commands") -> None:
    parser = sources.add_parser(
        "openapi",
        help="the endpoints of one side, from an OpenAPI 3.0 or 3.1 document",
        description="Draft endpoints/<group>.yaml from OpenAPI 3.0 or 3.1, JSON or YAML, up to 64 MB.",
        epilog=_EXAMPLES + AFTER,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("source", metavar="FILE|URL", help="a file, or an http or https address")
    parser.add_argument("--side", required=True, choices=("v1", "v2"), help="which system it describes")
    parser.add_argument("--group", type=_group, help="the group (default: first tag, else the title)")
    parser.add_argument(
        "--base", metavar="PATH", help="what stands before each path (default: the first server's path)"
    )
    add_common(parser)
    parser.set_defaults(run=_openapi)


def _openapi(options: argparse.Namespace) -> int:
    # Only here: it brings the HTTP client along, half a second that no other command has to wait.
    from cutover.importing import ImportRefused, import_operations, read_openapi, read_source, shown

    where = shown(options.source)
    try:
        document = read_openapi(read_source(options.source), where, group=options.group, base=options.base)
        done = import_operations(document, options.side, options.migration, dry=options.dry_run)
    except ImportRefused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    number = len(document.operations)
    print(f"{options.side.upper()} from {where}: OpenAPI {document.version}, {count(number, 'operation')}")
    for noun, left_out in document.left_out.items():
        if left_out:
            print(f"  left out     {left_out:>6,}  {noun}{'' if left_out == 1 else 's'}: no endpoint")
    tell(done, options)
    return 0


def _group(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", text):
        raise argparse.ArgumentTypeError("letters, digits, - and _ only: it becomes a file's name")
    return text
