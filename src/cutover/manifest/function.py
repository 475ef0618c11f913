"""A function: a worker or helper of V2 that is run by its name, and what it must answer to its example."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from cutover.manifest.endpoint import Taken
from cutover.manifest.value import Keyed, Slug, Text, Texts, Value, mistake

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


class Function(Value):
    """One function. `answers` is the kind of its answer, `keys` the fields of it or of each of its rows.

    With `keys` an answer without rows shows nothing. `equals` is the whole answer, to the letter.
    """

    kind: str = ""
    run: str = ""
    name: Slug
    title: Text
    input: Annotated[tuple[Input, ...], Keyed("name", short="value", wrap=True)] = ()
    answers: Literal["object", "list", "text", "number", "boolean"] | None = None
    keys: Texts = ()
    equals: Json = Field(default=None)

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
        if self.is_exact == (self.answers is not None) or (
            self.keys and self.answers not in ("object", "list")
        ):
            raise mistake(
                "manifest-function-answer",
                f"Function {self.name!r} does not say in one way what it answers.",
                "Write `answers: object` or `answers: list`, with `keys` if you like, or `equals: …` alone.",
            )
        return self


class FunctionsFile(Value):
    """One file of `functions/`: a kind, the endpoint that runs its functions, and the functions."""

    kind: Slug
    run: Text
    functions: Annotated[tuple[Function, ...], Keyed("name", reserved=("kind", "run"))]
