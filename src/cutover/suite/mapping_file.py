"""``function-endpoint-mapping.json``: which V2 endpoint and worker took over from which V1 endpoint.

The file is written from the manifest: by a run into its own folder, and by
``python -m cutover.suite.mapping_file`` to standard output. The one that is committed beside the manifest is
checked.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson

from cutover.manifest import Endpoint, Migration, load_migration

NAME = "function-endpoint-mapping.json"
COMMAND = f"python -m cutover.suite.mapping_file > migration/{NAME}"


@dataclass(frozen=True)
class Committed:
    """The file as it was found: its entries, or what is wrong with it as a whole."""

    entries: tuple[Mapping[str, object], ...] = ()
    problem: str = ""


def entry(endpoint: Endpoint) -> dict[str, object]:
    """Give the entry of one endpoint; ``tested`` is true for all, as the plan owes a check for each."""
    return {
        "endpoint": endpoint.v2,
        "v1_equivalent": endpoint.v1,
        "worker": endpoint.worker,
        "tested": True,
    }


def rendered(migration: Migration) -> bytes:
    """Render the whole file, in the manifest's order."""
    entries = [entry(endpoint) for endpoint in migration.endpoints]
    return orjson.dumps(entries, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def committed(folder: Path) -> Committed:
    """Read the file that stands beside the manifest; never raises for what it holds."""
    path = folder / NAME
    try:
        document = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return Committed(problem=f"{path} is not there")
    except (OSError, ValueError) as error:
        return Committed(problem=f"{path} cannot be read: {error}")
    if not isinstance(document, list) or not all(isinstance(each, dict) for each in document):
        return Committed(problem=f"{path} is no list of entries")
    return Committed(tuple(document))


if __name__ == "__main__":
    sys.stdout.buffer.write(rendered(load_migration(Path(sys.argv[1] if len(sys.argv) > 1 else "migration"))))
