"""Up: a twin for one run: the server, the clones, three APIs, and the line that tells where they are."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from twin import __version__
from twin.account import server_account
from twin.apis import Addresses, apis, require_free
from twin.building import template
from twin.cache import choose_root
from twin.cast import VARIATIONS
from twin.clone import Clones, clones
from twin.ending import told_to_end
from twin.errors import WrongUse, nearest
from twin.faults import AnswerFault, DataFault, LoadFault, ScriptFault
from twin.health import PATH
from twin.postgres import open_server
from twin.recipe import STATES, recipe
from twin.scripts import scripts
from twin.server import Server
from twin.standing import joined, standing, stay

SEED = 7
SMALLEST, LARGEST = 0.005, 10


@dataclass(frozen=True)
class Wanted:
    """What a run asks for."""

    state: str = "ready"
    faults: tuple[str, ...] = ()
    scale: float = 1.0
    seed: int = SEED
    dsn: str | None = None
    v1_port: int = 0
    v2_port: int = 0
    standing: bool = False
    """Whether other commands may join it, and put V2's tables right."""

    @property
    def identity(self) -> str:
        """Name the pair: two runs with the same name compare the same rows and answers."""
        fault = ", ".join(self.faults) or "no fault"
        return f"twin {self.state}, scale {self.scale}, seed {self.seed}, {fault}"

    def check(self) -> None:
        """Refuse a state, fault, scale or port that does not exist; raises WrongUse."""
        if self.state not in STATES:
            raise WrongUse(
                "unknown-state",
                f"The twin has no state {self.state!r}.",
                nearest(self.state, STATES),
                f"States: {', '.join(STATES)}.",
            )
        for fault in self.faults:
            if fault not in VARIATIONS:
                raise WrongUse(
                    "unknown-fault",
                    f"The cast has no fault {fault!r}.",
                    nearest(fault, VARIATIONS),
                    "`python -m twin faults` lists them.",
                )
        if not SMALLEST <= self.scale <= LARGEST:
            raise WrongUse(
                "wrong-scale",
                f"The scale {self.scale:g} is not between {SMALLEST} and {LARGEST}.",
                "1 is the documented number of rows; 0.02 makes a small twin.",
            )
        require_free((self.v1_port, self.v2_port))


def up(wanted: Wanted) -> None:
    """Bring the twin up, print its addresses as one JSON line, and stay until told to end.

    Raises TwinError, and KeyboardInterrupt where it is told to end before it is up.
    """
    wanted.check()
    with told_to_end() as ending, _published(wanted) as publish, open_server(wanted.dsn, say) as server:
        made = template(
            server, recipe(wanted.scale, wanted.seed, server.major), wanted.state, sys.stderr, say
        )
        faults = [VARIATIONS[name] for name in wanted.faults]
        data = [fault for fault in faults if isinstance(fault, DataFault)]
        answers = [fault.name for fault in faults if isinstance(fault, AnswerFault | LoadFault)]
        written = [fault for fault in faults if isinstance(fault, ScriptFault)]
        ports = wanted.v1_port, wanted.v2_port
        with (
            scripts(written) as folder,
            clones(server, made, data, repaired=wanted.standing) as copies,
            apis(copies, seed=wanted.seed, faults=answers, ports=ports, say=say) as addresses,
            suppress(KeyboardInterrupt),
        ):
            line = json.dumps(_facts(wanted, server, copies, addresses, folder))
            publish(line)
            print(line, flush=True)
            ending.wait()


def join() -> None:
    """Print the line of the twin that stands in the cache folder, and stay until told to end.

    Raises TwinError where none stands there, or where it ends meanwhile.
    """
    root = choose_root(server_account())
    with told_to_end() as ending, suppress(KeyboardInterrupt):
        print(joined(root, ending, say), flush=True)
        stay(root, ending)


def _published(wanted: Wanted) -> AbstractContextManager[Callable[[str], None]]:
    """Give what tells those who join where the twin is: nothing, where nobody may."""
    return standing(choose_root(server_account())) if wanted.standing else nullcontext(lambda line: None)


def _facts(
    wanted: Wanted, server: Server, copies: Clones, addresses: Addresses, folder: Path
) -> dict[str, object]:
    server_process = {} if server.pid is None else {"PostgreSQL": server.pid}
    # Its rows change while it stands, so that no other one compares the same.
    stands = f", standing {copies.number}" if wanted.standing else ""
    repair = {"repair": copies.repair} if copies.repair else {}
    return {
        "identity": wanted.identity + stands,
        "seed": wanted.seed,
        "versions": {"twin": __version__, "postgresql": server.version},
        "v1": {
            "api": addresses.v1,
            "database": copies.reader,
            "health": addresses.v1 + PATH,
            "processes": _of(addresses, "V1's"),
            "database_processes": server_process,
        },
        "v2": {
            "api": addresses.v2,
            "writes_api": addresses.writes,
            "database": copies.reader,
            **repair,
            "scripts": str(folder),
            "health": addresses.v2 + PATH,
            "processes": _of(addresses, "V2's"),
            "database_processes": server_process,
        },
    }


def _of(addresses: Addresses, side: str) -> dict[str, int]:
    return {title: pid for title, pid in addresses.processes.items() if title.startswith(side)}


def say(line: str) -> None:
    """Tell the user something on standard error."""
    print(line, file=sys.stderr, flush=True)
