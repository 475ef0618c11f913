"""A function: a worker or helper of V2 that is run by its name, and what it must answer to its example."""

from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from cutover.manifest.endpoint import ExpectedStatus, Taken
from cutover.manifest.value import PLAIN, Keyed, Scalar, Slug, Text, Texts, Value, mistake

HELPERS = "Helpers"
"""The kind whose functions stand behind no endpoint."""


def _json(value: object) -> object:
    """Take a value as it is written, but for one that is taken from another answer."""
    if isinstance(value, dict):
        if value.keys() == {"endpoint", "take"}:
            return Taken.model_validate(value)
        return {name: _json(item) for name, item in value.items()}
    return [_json(item) for item in value] if isinstance(value, tuple | list) else value


Json = Annotated[Any, PlainValidator(_json), WithJsonSchema({})]
"""Any value, lists and mappings included."""


class Input(Value):
    """One value that a function is given."""

    name: Text
    value: Json


def _as_scalars(value: object) -> object:
    return value if isinstance(value, tuple) else (value,)


Scalars = Annotated[
    tuple[Scalar, ...],
    BeforeValidator(_as_scalars),
    WithJsonSchema({"anyOf": [{"type": PLAIN}, {"type": "array", "minItems": 1, "items": {"type": PLAIN}}]}),
    Field(min_length=1),
]
"""One plain value, or a list of those that are right."""


class Held(Value):
    """One field of an answer, and what it must hold: one of these values, mostly the only one."""

    name: Text
    one_of: Scalars


class Promise(Value):
    """What an answer must show. `answers` is its kind, `keys` are the fields of it or of each of its rows.

    `rows` says where an object holds its rows. With `keys` or `rows` an answer without rows shows nothing.
    `fields` hold these very values, `repeats_input` is the field that holds whatever was given, perhaps among
    other things, and `new_each_time` the one that no two runs have in common.
    """

    answers: Literal["object", "list", "text", "number", "boolean"] | None = None
    rows: Text | None = None
    keys: Texts = ()
    fields: Annotated[tuple[Held, ...], Keyed("name", short="one_of", wrap=True)] = ()
    repeats_input: Text | None = None
    new_each_time: Text | None = None

    @property
    def is_of_an_object(self) -> bool:
        """Whether it promises something that only an object can hold."""
        return bool(self.rows or self.fields or self.repeats_input or self.new_each_time)

    @property
    def is_of_one_kind(self) -> bool:
        """Whether what it promises can stand in the kind of answer that it names."""
        if self.is_of_an_object:
            return self.answers == "object"
        return not self.keys or self.answers in ("object", "list")


class Function(Promise):
    """One function, its example, and what it must answer. `equals` is the whole answer, to the letter.

    `endpoint` is the id of the endpoint whose worker it is, where its answer must be that endpoint's too.
    """

    kind: str = ""
    run: str = ""
    endpoint: str = ""
    name: Slug
    title: Text
    input: Annotated[tuple[Input, ...], Keyed("name", short="value", wrap=True)] = ()
    equals: Json = Field(default=None)
    expected_status: ExpectedStatus | None = None

    @property
    def id(self) -> str:
        """The function's address: kind and name."""
        return f"{self.kind}/{self.name}"

    @property
    def is_exact(self) -> bool:
        """Whether the whole answer is given; it may be null."""
        return "equals" in self.model_fields_set

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        said = (self.is_exact, self.answers is not None, self.expected_status is not None)
        if sum(said) != 1 or not self.is_of_one_kind:
            raise mistake(
                "manifest-function-answer",
                f"Function {self.name!r} does not say in one way what it answers.",
                "Write `answers: object` or `answers: list`, with `keys` if you like, or `equals: …` alone.",
            )
        return self


class Derived(Promise):
    """The functions that are not written out: one for each worker of these endpoint groups.

    `groups` are names or patterns (`data_*`). A function has its endpoint's title and expected status, and is
    given the examples of its parameters, and what the first case gives that gives something. `address_in` is
    the field that holds the last word of the endpoint's V2 address. Without `answers` the answer must be what
    the endpoint's rows and key say.
    """

    groups: Texts
    address_in: Text | None = None

    def covers(self, group: object) -> bool:
        """Whether the endpoints of this group have functions by this rule."""
        return any(fnmatchcase(str(group), pattern) for pattern in self.groups)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if not self.is_of_one_kind or (self.address_in and self.answers != "object"):
            raise mistake(
                "manifest-function-answer",
                "The derived functions do not say in one way what they answer.",
                "Write `answers: object` beside fields of the answer, or leave all of them out.",
            )
        return self


class FunctionsFile(Value):
    """One file of `functions/`: a kind, the endpoint that runs its functions, and the functions.

    With `same_as_endpoint` what a function answers must be what the endpoint whose worker it is answers to
    the same input, where that endpoint reads.
    """

    kind: Slug
    run: Text
    same_as_endpoint: bool = False
    derived: Derived | None = None
    functions: Annotated[tuple[Function, ...], Keyed("name", reserved=("kind", "run", "endpoint"))] = ()
