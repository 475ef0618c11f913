"""An endpoint: one question that both systems answer, and how its answers are compared."""

import re
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Discriminator, Field, Tag, model_validator

from cutover.manifest.differs import Differs, ErrorRule, FieldTolerance, Unstable
from cutover.manifest.relation import Filter, ListRule, Order, Paging, Scope, Sums
from cutover.manifest.value import Keyed, Scalar, Slug, Text, Texts, Value, mistake

PLACEHOLDER = re.compile(r"{(\w+)}")
Path = Annotated[str, Field(pattern=r"^/\S*$")]


Envelope = Literal["fp_result", "none"]
"""What V2 wraps its answers in: `{"success": …, "data": …, "error": …}`, or nothing."""


Numbers = Literal["by_type", "by_value"]
"""Whether 1 and 1.0 are two things, as in most languages, or numbers are numbers."""


class Taken(Value):
    """An example that is taken from V1's answer to another declared read of the same user."""

    endpoint: Text
    take: Text


def _example_kind(value: Any) -> str:
    return "taken" if isinstance(value, dict | Taken) else "literal"


Example = Annotated[
    Annotated[Taken, Tag("taken")] | Annotated[Scalar, Tag("literal")], Discriminator(_example_kind)
]
"""A value to ask with: a literal, or one taken from another answer."""


class Parameter(Value):
    """One parameter of an endpoint; `place` is where it travels. A path parameter is always required.

    The `example` of a required one is asked with in every case; that of an optional one is a value that some
    row has, and a case of its own asks with it.
    """

    name: Text
    place: Literal["query", "path", "body"] = Field(alias="in")
    type: Literal["integer", "number", "text", "boolean", "date", "object"]
    one_of: tuple[Scalar, ...] = ()
    required: bool = False
    example: Example = None

    @property
    def is_required(self) -> bool:
        """Whether no request goes without it."""
        return self.required or self.place == "path"


class Given(Value):
    """One parameter's value in one case."""

    parameter: Text
    value: Example


class Case(Value):
    """One way of asking: a filter, a sort, a grouping, a page. It may be meant to find nothing.

    `refused` is the status by which V1 refuses it and is meant to; V2 must then refuse it as `errors` say.
    """

    name: Text
    given: Annotated[tuple[Given, ...], Keyed("parameter", short="value", wrap=True)] = Field(
        default=(), alias="with"
    )
    refused: Annotated[int, Field(ge=400, le=499)] | None = None
    empty_is_meant: bool = False


Rule = Literal["filters", "sorts", "pages", "empty", "edges"]
"""By which rule a case follows from an endpoint's parameters."""
RULES: tuple[Rule, ...] = get_args(Rule)


class DerivedCase(Case):
    """A case that nobody has written: it follows from the parameters by a `rule`."""

    rule: Rule


class Derive(Value):
    """The rules by which alone an endpoint's cases are derived, and why not by all of them."""

    only: tuple[Rule, ...]
    reason: Text


class ExpectedStatus(Value):
    """A status that looks like a fault and is meant, with the reason."""

    status: Annotated[int, Field(ge=100, le=599)]
    reason: Text


class Trace(Value):
    """What a good write leaves behind, as a declared read of the clone that was written to shows it.

    `at` is a path below that read's answer. There stands `becomes` once the write was sent so many `times`,
    twice where a second time must add nothing, and it did not stand there before.
    """

    seen_in: Text
    given: Annotated[tuple[Given, ...], Keyed("parameter", short="value", wrap=True)] = Field(
        default=(), alias="with"
    )
    at: Text
    becomes: Scalar
    times: Annotated[int, Field(ge=1, le=3)] = 1


class Endpoint(Value):
    """One endpoint of both systems. `measures` and `money` name fields that the tolerances apply to.

    `lists`, `order`, `pages`, `filters`, `scope` and `sums` say what must hold within either side's answers.

    `tolerances` are those of single fields. `differs` says where V2's answer is meant to differ, `unstable`
    of which fields V1 itself says something else each time. `envelope` is that of V2's answer, `numbers`
    whether their types count; unless they are given, migration.yaml's. Its `errors` come after the own ones.
    """

    group: str = ""
    name: Slug
    title: Text
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    v1: Path
    v2: Path
    worker: Text
    effect: Literal["reads", "writes", "unknown"]
    parameters: Annotated[tuple[Parameter, ...], Keyed("name")] = ()
    cases: tuple[Case, ...] = (Case(name="default"),)
    derive: Derive | None = None
    rows: str | None = None
    key: Texts = ()
    lists: Annotated[tuple[ListRule, ...], Keyed("path", short="align")] = ()
    order: Order | None = None
    pages: Paging | None = None
    filters: Annotated[tuple[Filter, ...], Keyed("parameter", short="field")] = ()
    scope: Scope | None = None
    sums: Sums | None = None
    measures: tuple[Text, ...] = ()
    money: tuple[Text, ...] = ()
    tolerances: Annotated[tuple[FieldTolerance, ...], Keyed("field")] = ()
    differs: tuple[Differs, ...] = ()
    unstable: tuple[Unstable, ...] = ()
    errors: tuple[ErrorRule, ...] = ()
    numbers: Numbers | None = None
    users: tuple[int, ...] | None = None
    empty_is_meant: bool = False
    expected_status: ExpectedStatus | None = None
    envelope: Envelope | None = None
    leaves: Trace | None = None
    modelled: bool = False

    @property
    def id(self) -> str:
        """The endpoint's address: group and name."""
        return f"{self.group}.{self.name}"

    @property
    def enveloped(self) -> bool:
        """Whether V2 owes an FP Result; without a word about it, it does."""
        return self.envelope != "none"

    @property
    def written_cases(self) -> tuple[Case, ...]:
        """The cases that stand in the manifest; those that are derived come behind them."""
        return tuple(case for case in self.cases if not isinstance(case, DerivedCase))

    @property
    def reads(self) -> bool:
        """Whether the endpoint is declared to change nothing; unknown counts as writing."""
        return self.effect == "reads"

    def paged_as(self, usual: Paging | None) -> Paging | None:
        """Return how its rows come in pages: as it says, else as usual where it takes both parameters."""
        names = {parameter.name for parameter in self.parameters}
        if self.pages is not None or usual is None or self.rows is None:
            return self.pages
        return usual if {usual.page, usual.size} <= names else None

    def parameter(self, name: str) -> Parameter:
        """Return the parameter of that name; KeyError if there is none."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(name)

    def values(self, case: Case) -> dict[str, Example]:
        """Return what a case asks with: required parameters at their examples, then the case's own values."""
        required = {p.name: p.example for p in self.parameters if p.is_required and p.example is not None}
        return required | {given.parameter: given.value for given in case.given}

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.key and self.rows is None:
            raise mistake(
                "manifest-key-without-rows",
                f"Endpoint {self.name!r} has a `key` but no `rows`.",
                "Say where the list stands (rows: items; '' is the answer itself), or remove `key`.",
                "key",
            )
        for name in self.measures:
            if name in self.money:
                raise mistake(
                    "manifest-measure-and-money",
                    f"Field {name!r} is listed as a measure and as money.",
                    "Keep it in one of the two: measures within 0.1 %, money to the cent.",
                    "measures",
                )
        return self


class EndpointsFile(Value):
    """One file of `endpoints/`: a group and its endpoints."""

    group: Slug
    endpoints: Annotated[tuple[Endpoint, ...], Keyed("name", reserved=("group",))]
