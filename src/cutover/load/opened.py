"""Opened: a pair that stands ready to be loaded, as the process that opened it hands it over.

It holds credentials, so it travels through pipes and Locust's own connection to its workers, and is never
printed, logged or stored.
"""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field

from cutover.load.permission import may_write, users_of
from cutover.load.turns import Ask, Turn, for_v1, probed, turns_of
from cutover.manifest import Environment, Migration, Stage, Workflow, shares
from cutover.systems import Pair, System


@dataclass(frozen=True)
class Opened:
    """The pair, the claim, and the facts of the run that was opened first."""

    migration: Migration
    environment: Environment
    pair: Pair = field(repr=False)
    identity: str
    versions: Mapping[str, str]
    seed: int | None
    run: str
    both: bool = False
    self_test: bool = False

    @property
    def systems(self) -> tuple[System, ...]:
        """The systems that are loaded, V2 first."""
        return (self.pair.v2, self.pair.v1) if self.both else (self.pair.v2,)

    def turns(self, workflow: Workflow, system: System, user: int) -> tuple[Turn, ...]:
        """Return what a user of a workflow does on a system."""
        logs_in = system.accounts[user].token is None and system.login is not None
        turns = turns_of(self.migration, workflow, may_write(self.environment), logs_in)
        return for_v1(turns) if system.name == "V1" else turns

    def users(self, workflow: Workflow) -> tuple[int, ...]:
        """Return in whose names a workflow is done here."""
        return users_of(workflow, self.environment, self.both)

    def wanted(self, stage: Stage) -> Mapping[str, int]:
        """Return how many users of each workflow load one system."""
        return shares(self.migration.workflows, stage.users)

    def owed(self, stage: Stage) -> Mapping[str, tuple[str, ...]]:
        """Return the endpoints that each workflow calls on V2, whoever of its users does it."""
        owed: dict[str, tuple[str, ...]] = {}
        for workflow in self.migration.workflows:
            turns = (
                turn for user in self.users(workflow) for turn in self.turns(workflow, self.pair.v2, user)
            )
            owed[workflow.id] = tuple(dict.fromkeys(ask.name for turn in turns for ask in turn))
        return owed

    def owed_by_v1(self) -> tuple[str, ...]:
        """Return the endpoints that the users of all workflows call on V1, where it is loaded, too."""
        if not self.both:
            return ()
        each = ((workflow, user) for workflow in self.migration.workflows for user in self.users(workflow))
        turns = (turn for workflow, user in each for turn in self.turns(workflow, self.pair.v1, user))
        return tuple(dict.fromkeys(ask.name for turn in turns for ask in turn))

    def probes(self) -> tuple[tuple[Ask, int], ...]:
        """Return what the probe asks in turn, and in whose name."""
        found: dict[str, tuple[Ask, int]] = {}
        for workflow in self.migration.workflows:
            for user in self.users(workflow):
                for ask in probed(self.turns(workflow, self.pair.v2, user)):
                    found.setdefault(f"{ask.name} {sorted(ask.values.items())!r}", (ask, user))
        return tuple(found.values())

    def packed(self) -> bytes:
        """Pack it for a process of this run."""
        return pickle.dumps(self, protocol=pickle.HIGHEST_PROTOCOL)


def unpacked(content: bytes) -> Opened:
    """Unpack what a process of this very run has packed: our own child, or the master that we chose."""
    opened = pickle.loads(content)
    assert isinstance(opened, Opened)
    return opened
