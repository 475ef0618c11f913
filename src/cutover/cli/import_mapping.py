"""`cutover import mapping`: drafts of columns or of endpoints from a mapping that the team keeps."""

import argparse
import sys
from typing import TYPE_CHECKING

from cutover.cli.imported import AFTER, add_common, count, tell

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

EXAMPLES = """\
examples:
  cutover import mapping V1_V2_FIELD_MAPPING.json
  cutover import mapping function-endpoint-mapping.json --dry-run --all
"""


def add_mapping(sources: "Commands") -> None:
    """Add the source and its options."""
    parser = sources.add_parser(
        "mapping",
        help="fields and columns, or endpoints and workers, from the team's own mapping",
        description="Fill in columns, or V1's paths and workers, from a mapping in JSON or YAML.",
        epilog=EXAMPLES + AFTER,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("source", metavar="FILE|URL", help="a file, or an http or https address")
    add_common(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Import; return 0, or 2 where it cannot be done."""
    # Only here: it brings the HTTP client along, half a second that no other command has to wait.
    from cutover.importing import ImportRefused, import_fields, import_paths, read_mapping, read_source, shown

    where = shown(options.source)
    try:
        found = read_mapping(read_source(options.source), where)
        if found.endpoints:
            done = import_paths(found.endpoints, options.migration, dry=options.dry_run)
        else:
            done = import_fields(found.tables, options.migration, dry=options.dry_run)
    except ImportRefused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    done.changes.findings[:0] = found.findings
    fields = sum(len(table.fields) for table in found.tables)
    what = f"{count(len(found.tables), 'table')}, {count(fields, 'field')}"
    print(f"{where}: {count(len(found.endpoints), 'endpoint') if found.endpoints else what}")
    tell(done, options)
    return 0
