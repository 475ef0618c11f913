"""The twin by itself: ``python -m twin up|join|build|status|drop|faults``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress

import psycopg

from twin.building import template
from twin.cast import CAST
from twin.clone import running
from twin.databases import drop_template, templates
from twin.ending import told_to_end
from twin.errors import Refused, TwinError, WrongUse
from twin.postgres import open_server
from twin.recipe import STATES, recipe
from twin.server import one_line
from twin.up import SEED, Wanted, join, say, up

EXAMPLES = """examples:
  python -m twin up                                  both systems, until Ctrl-C
  python -m twin up --state as-found --scale 0.02    V2 as it was found, a fiftieth of the rows
  python -m twin up --fault cents-truncated          V2 wrong in one way (python -m twin faults)
  python -m twin up --standing --state as-found      a twin that `cutover repair --environment=standing` joins
  python -m twin build                               both templates, so that the next run starts at once
  TWIN_DSN=postgresql://me@host/postgres python -m twin up    on a server of your own

exit status: 0 done, 1 refused, 2 wrong use, 3 the twin cannot be brought up"""

INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], None] = options.run
    try:
        run(options)
    except TwinError as error:
        say(str(error))
        return error.exit_code
    except psycopg.Error as error:
        say(f"server-error: The server said: {one_line(error)}.")
        return TwinError.exit_code
    except KeyboardInterrupt:
        say("ended before it was done; nothing half built stays")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output is gone; Python must not complain about it at its end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return TwinError.exit_code
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m twin",
        description="The stand-in for V1 and V2.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="up|join|build|status|drop|faults"
    )

    def command(
        name: str, run: Callable[[argparse.Namespace], None], says: str | None
    ) -> argparse.ArgumentParser:
        told = {"help": says} if says else {}
        made = commands.add_parser(
            name,
            description=f"{says.capitalize()}." if says else None,
            epilog=EXAMPLES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
            **told,  # type: ignore[arg-type]
        )
        made.set_defaults(run=run)
        return made

    made = {
        "up": command(
            "up", _up, "bring both systems up, print their addresses as one JSON line, stay until told to end"
        ),
        "build": command("build", _build, "build the templates of both states and end"),
        "status": command(
            "status", _status, "say which templates there are and how many runs use the server"
        ),
        "drop": command("drop", _drop, "drop every template; refused while a run uses the server"),
        "server": command("server", _server, None),
    }
    command("join", _join, "print the line of the twin that stands, and stay until told to end")
    command("faults", _faults, "list the ways in which V2 can be wrong on purpose")
    for each in made.values():
        each.add_argument("--dsn", default=os.environ.get("TWIN_DSN"), help="a server of your own (TWIN_DSN)")
    for each in (made["up"], made["build"]):
        each.add_argument("--scale", type=float, default=1.0, help="1 is the documented number of rows")
        each.add_argument("--seed", type=int, default=SEED, help="the same seed gives the same bytes")
    made["up"].add_argument(
        "--state", default=STATES[0], help=f"{' or '.join(STATES)} (default: {STATES[0]})"
    )
    made["up"].add_argument("--fault", default="", help="names from the cast, separated by commas")
    made["up"].add_argument(
        "--standing", action="store_true", help="let other commands join it, and put V2's tables right"
    )
    made["up"].add_argument("--v1-port", type=int, default=0, help="V1's port (default: a free one)")
    made["up"].add_argument("--v2-port", type=int, default=0, help="V2's port (default: a free one)")
    return parser


def _up(options: argparse.Namespace) -> None:
    faults = tuple(name.strip() for name in options.fault.split(",") if name.strip())
    if options.fault and not faults:
        raise WrongUse(
            "unknown-fault",
            f"--fault {options.fault!r} names no fault.",
            "`python -m twin faults` lists them.",
        )
    up(
        Wanted(
            options.state,
            faults,
            options.scale,
            options.seed,
            options.dsn,
            options.v1_port,
            options.v2_port,
            options.standing,
        )
    )


def _join(options: argparse.Namespace) -> None:
    del options
    join()


def _build(options: argparse.Namespace) -> None:
    Wanted(scale=options.scale).check()
    with told_to_end(), open_server(options.dsn, say) as server:
        made = recipe(options.scale, options.seed, server.major)
        for state in STATES:
            print(template(server, made, state, sys.stderr, say), flush=True)


def _status(options: argparse.Namespace) -> None:
    with open_server(options.dsn, say) as server, server.connect() as maintenance:
        print(f"PostgreSQL {server.version}, {server.origin}{f', {server.folder}' if server.folder else ''}")
        print(f"runs that use it: {running(maintenance)}")
        for found in templates(maintenance):
            used, _, what = found.note.partition(" scale ")
            about = f"scale {what}, last used {used[:16]} UTC" if what else "not used yet"
            print(f"{found.name}  {found.size / 1e6:,.0f} MB  {about}")


def _drop(options: argparse.Namespace) -> None:
    with open_server(options.dsn, say) as server, server.connect() as maintenance:
        if count := running(maintenance):
            raise Refused(
                "twin-in-use",
                f"{count} run{'s use' if count > 1 else ' uses'} the twin now.",
                "End them first, or wait: dropping would take their data away.",
            )
        for found in templates(maintenance):
            drop_template(maintenance, found.name)
            print(f"dropped {found.name}")


def _server(options: argparse.Namespace) -> None:
    """Share the server and print a superuser's DSN until told to end: for whoever works on the twin's SQL."""
    with told_to_end() as ending, open_server(options.dsn, say) as server, suppress(KeyboardInterrupt):
        print(json.dumps({"database": server.conninfo, "postgresql": server.version}), flush=True)
        ending.wait()


def _faults(options: argparse.Namespace) -> None:
    del options
    for fault in CAST.values():
        print(f"{fault.name:22} {fault.says}")


if __name__ == "__main__":
    sys.exit(main())
