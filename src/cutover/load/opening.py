"""Opening: the process that starts a pair, proves that it may be loaded, and keeps it until its input ends.

    python -m cutover.load.opening        its choice on the first line of its input, as JSON

Locust changes every socket of its process; here they are as they were. It writes a length and a pickled
Opened, or a length and the text of why there is none, and its progress to standard error.
"""

import asyncio
import pickle
import platform
import struct
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from cutover.evidence import new_id
from cutover.load.choice import Choice
from cutover.load.opened import Opened
from cutover.load.permission import demand_permission
from cutover.load.refusal import CannotLoad
from cutover.manifest import Environment, ManifestError, Migration, load_environment, load_migration
from cutover.systems import SystemsError, identity_of, knock, refuse_same, resolve, same_api, start

LENGTH = struct.Struct("<Q")


def main() -> int:
    """Open, tell, and stay; 0 when whoever asked has gone, 2 where nothing could be opened."""
    given = orjson.loads(sys.stdin.buffer.readline())
    choice = Choice(**given | {name: Path(given[name]) for name in ("migration", "reports")})
    try:
        migration, environment = demand(choice)
        flags = [word for name, value in choice.start.items() for word in (f"--{name}", value)]
        running = start(environment, flags)
    except (ManifestError, SystemsError, CannotLoad) as error:
        return _tell(str(error), 2)
    try:
        _tell(_opened(choice, migration, environment, running.facts if running else {}), 0)
        sys.stdin.buffer.read()
    except (SystemsError, CannotLoad) as error:
        return _tell(str(error), 2)
    finally:
        if running is not None:
            running.close()
    return 0


def demand(choice: Choice) -> tuple[Migration, Environment]:
    """Read what is claimed, and refuse what must not be loaded; raises ManifestError, CannotLoad."""
    migration = load_migration(choice.migration)
    environment = load_environment(choice.migration, choice.environment)
    if choice.start and environment.start is None:
        given = ", ".join(f"--twin-{name}" for name in choice.start)
        raise CannotLoad(
            "option-without-start", f"{given}: environment '{environment.name}' is started by no command."
        )
    demand_permission(environment, choice.both)
    return migration, environment


def _opened(
    choice: Choice, migration: Migration, environment: Environment, facts: Mapping[str, object]
) -> Opened:
    pair = resolve(environment, facts)
    if not choice.self_test:
        refuse_same(pair)
    elif same_api(pair):
        migration = migration.of_itself()
    loaded = (pair.v2, pair.v1) if choice.both else (pair.v2,)
    with TemporaryDirectory(prefix="cutover-pace-") as pace:
        asyncio.run(knock(migration, loaded, Path(pace)))
    seed, told = facts.get("seed"), facts.get("versions")
    versions = {name: version(name) for name in ("cutover", "locust")} | {"python": platform.python_version()}
    if isinstance(told, Mapping):
        versions |= {str(name): str(number) for name, number in told.items()}
    opened = Opened(
        migration=migration,
        environment=environment,
        pair=pair,
        identity=identity_of(environment, pair),
        versions=versions,
        seed=seed if isinstance(seed, int) else None,
        run=new_id(),
        both=choice.both,
        self_test=choice.self_test,
    )
    for workflow in migration.workflows:
        opened.users(workflow)
    return opened


def _tell(what: Opened | str, code: int) -> int:
    content = pickle.dumps(what, protocol=pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.write(LENGTH.pack(len(content)) + content)
    sys.stdout.buffer.flush()
    return code


if __name__ == "__main__":
    sys.exit(main())
