"""Load: the stages that a system is loaded in, and the workflows of the users who load it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from math import inf
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cutover.manifest.endpoint import Given
from cutover.manifest.value import Duration, Keyed, Scalar, Slug, Text, Value, mistake

LOGIN = "login"
"""The step that signs in as the environment says; no endpoint has this name, as theirs hold a dot."""

_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}
_LASTING = re.compile(r"(\d+(?:\.\d+)?)\s*([smh]?)")

OF_VIEWER = Literal["id", "agent_id", "team_id"]
"""What an answer can show of the user in whose name it was asked for."""


class Shown(Value):
    """What stands at a dotted path of an answer: a figure of the `viewer`, the value of a `parameter`."""

    path: Text
    viewer: OF_VIEWER | None = None
    parameter: Text | None = None
    literal: Scalar = Field(default=None, alias="equals")


class Step(Value):
    """One turn of a user: an endpoint that is asked `with` values, or all that a page asks for.

    A required parameter that is not given is asked with the endpoint's own example. `*` in what is taken
    from an earlier answer is any row of it. `shows` is what proves that an answer is this user's.
    """

    ask: Text | None = None
    page: Slug | None = None
    given: Annotated[tuple[Given, ...], Keyed("parameter", short="value", wrap=True)] = Field(
        default=(), alias="with"
    )
    shows: Annotated[tuple[Shown, ...], Keyed("path", short="equals")] = ()
    may_be_empty: bool = False

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.ask is None) == (self.page is None) or (
            self.page is not None and (self.given or self.shows)
        ):
            raise mistake(
                "manifest-load-step",
                "A step says neither or both of `ask` and `page`, or gives a page values.",
                "Write {ask: group.endpoint, with: {…}}, {ask: login} or {page: home}.",
            )
        return self


class Pause(Value):
    """How long a user waits between two steps: any time between the two, so that no two keep step."""

    shortest: Duration = Field(alias="from")
    longest: Duration = Field(alias="to")

    @model_validator(mode="after")
    def _goes_up(self) -> Self:
        if self.longest < self.shortest:
            raise mistake(
                "manifest-wrong-value",
                "A pause lasts at most less than at least.",
                "Write the shorter one as `from`.",
                "to",
            )
        return self

    @property
    def seconds(self) -> tuple[float, float]:
        """The shortest and the longest pause."""
        return self.shortest.total_seconds(), self.longest.total_seconds()


class Workflow(Value):
    """What one kind of user does, again and again, in the name of one of `users`.

    Of all users of a stage each workflow has a share by its `weight`, and at least one. With `rounds` the
    steps are a ring, and each user begins at another place of it.
    """

    id: Slug
    says: Text
    weight: Annotated[int, Field(ge=1)] = 1
    users: Annotated[tuple[int, ...], Field(min_length=1)]
    pause: Pause
    rounds: bool = False
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class Stage(Value):
    """One load: how many users for how long, and what must hold. `load/<id>` is its check.

    The duration is that of all users together; the ramp, in which they come one after the other, goes before
    it. A probe asks beside them at fixed times, so that a frozen server shows. Answers may be errors in less
    than `error_share`, and 95 % of them take less than `p95_ms`. `memory` and `pool` demand that no process
    grows and no pool of connections is used up. One that is not `gating` is reported only.
    """

    id: Slug
    says: Text
    users: Annotated[int, Field(ge=1, le=100_000)]
    ramp_up: Duration = Field(alias="ramp")
    duration: Duration
    error_share: Annotated[float, Field(gt=0, lt=1)] = 0.01
    p95_ms: Annotated[float, Field(gt=0)] = 500.0
    probe_per_second: Annotated[float, Field(gt=0, le=1000)] = 5.0
    least_requests: Annotated[int, Field(ge=1)] = 1
    memory: bool = False
    pool: bool = False
    gating: bool = True
    lasts: Duration | None = None

    @property
    def ramp(self) -> float:
        """Seconds in which the users come."""
        return self.ramp_up.total_seconds()

    @property
    def asked_seconds(self) -> float:
        """Seconds that the stage has to last, the ramp aside, to be worth anything to a phase."""
        return self.duration.total_seconds()

    @property
    def seconds(self) -> float:
        """Seconds that this run of it lasts, the ramp aside."""
        return self.duration.total_seconds() if self.lasts is None else self.lasts.total_seconds()

    @property
    def check(self) -> str:
        """The id of its check."""
        return f"load/{self.id}"

    def lasting(self, seconds: float) -> "Stage":
        """Return the stage as it is run for another time, with a ramp of half of it at most."""
        ramp = min(self.ramp, seconds / 2)
        return self.model_copy(
            update={"lasts": timedelta(seconds=seconds), "ramp_up": timedelta(seconds=ramp)}
        )


class LoadFile(Value):
    """The file `load.yaml`: stages and workflows, data that need no code."""

    stages: Annotated[tuple[Stage, ...], Keyed("id", reserved=("lasts",))]
    workflows: Annotated[tuple[Workflow, ...], Keyed("id")]


def lasting(text: str) -> float:
    """Read a time such as 90, 90s, 15m or 1h, in seconds; ValueError where it is none above 0."""
    found = _LASTING.fullmatch(text.strip())
    seconds = float(found[1]) * _SECONDS[found[2]] if found else 0.0
    if 0 < seconds < inf:
        return seconds
    raise ValueError(f"'{text}' is no time above 0")


def shares(workflows: tuple[Workflow, ...], users: int) -> dict[str, int]:
    """Return how many of so many users do which workflow: by weight, each workflow one at least.

    ValueError where there are fewer users than workflows.
    """
    if users < len(workflows):
        raise ValueError(f"{users} users cannot do {len(workflows)} workflows")
    given = {workflow.id: 1 for workflow in workflows}
    weights = {workflow.id: workflow.weight for workflow in workflows}
    for _ in range(users - len(workflows)):
        poorest = min(given, key=lambda name: (given[name] / weights[name], -weights[name]))
        given[poorest] += 1
    return given


def asked_by(workflow: Workflow) -> Iterator[tuple[int, str]]:
    """Yield the number of each step that asks one endpoint, with the endpoint's id; login and pages aside."""
    for number, step in enumerate(workflow.steps):
        if step.ask is not None and step.ask != LOGIN:
            yield number, step.ask
