"""A worker: one function of V2, as the team's catalogue documents it.

Nothing but the name is demanded here: a worker that nobody has documented yet is a true entry of the
catalogue, and the check `workers/<name>.documented` says what it lacks.
"""

from typing import Annotated, Literal, get_args

from pydantic import Field

from cutover.manifest.value import Day, Keyed, Text, Texts, Value

Category = Literal["business-logic", "helper", "transform", "integration", "internal"]
CATEGORIES: tuple[str, ...] = get_args(Category)
"""What kind of work a worker does; each has files of its own."""

Group = Literal["fub-sync", "transactions", "network-hierarchy", "revenue", "lead-pipeline", "other"]
GROUPS: tuple[str, ...] = get_args(Group)
"""What a critical worker is critical for."""

FACETS = ("documented", "critical", "static")
"""What is checked of a critical worker; of any other all but the second."""
FACETS_OF_ALL = ("documented", "static")

CATALOGUE = "catalogue"
"""The subject of the check of all workers together: no script without an entry, no entry without one."""

Plain = str | int | float | bool | None


class Input(Value):
    """One input of a worker, with its type."""

    name: Text
    type: Literal["integer", "number", "text", "boolean", "date"]
    required: bool = False


class Example(Value):
    """What a worker is given, by input, and an excerpt of what it answers.

    An excerpt of an object has some of its fields, one of a list some of its rows.
    """

    input: dict[str, Plain]
    output: object


class Worker(Value):
    """One entry of the catalogue. `critical` names what it is critical for; `depends_on` names workers."""

    category: Category = "internal"
    name: Annotated[str, Field(pattern=r"^Workers/[A-Za-z][A-Za-z0-9]*$")]
    purpose: str = ""
    inputs: Annotated[tuple[Input, ...], Keyed("name", short="type")] = ()
    output: Literal["object", "list", "page"] | None = None
    depends_on: Texts = ()
    critical: Group | None = None
    updated: Day | None = None
    tested: Literal["tested", "untested", "failing"] | None = None
    quirks: Texts = ()
    related: Texts = ()
    example: Example | None = None
    modelled: bool = False

    @property
    def id(self) -> str:
        """The worker's address: its name without the folder."""
        return self.name.partition("/")[2]


class WorkersFile(Value):
    """One file of `workers/`, named for its category: `helper.yaml`, `helper_<what>.yaml`."""

    category: Category
    workers: Annotated[tuple[Worker, ...], Keyed("name", reserved=("category",))]
