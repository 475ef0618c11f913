"""A column's tolerance: how far V2's value may stand from V1's, and still be V1's."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from cutover.manifest.value import Value, kind, mistake

_ONE = "Write one of absolute, relative, decimals and truncated: {absolute: 0.01}."


class Tolerance(Value):
    """One of four; a plain number is `absolute`. Equal values are within any of them, NULL equals NULL alone.

    - `absolute`: V2 is at most so far from V1.
    - `relative`: V2 is at most this share of V1's value away from it (0.001 is 0.1 %); from 0 only 0 is.
    - `decimals`: both are the same number once each is rounded to so many decimals, halves away from zero. So
      10.496 is 10.50 and not 10.49: a cent that was cut off does not hide, as it would within half a cent.
    - `truncated`: V2 holds V1's moment cut to the millisecond, towards the past, or whole.
    """

    absolute: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    relative: Annotated[float, Field(gt=0, lt=1)] | None = None
    decimals: Annotated[int, Field(ge=0, le=30)] | None = None
    truncated: Literal["ms"] | None = None

    @property
    def kind(self) -> str:
        """Which of the four it is."""
        return next(iter(self.model_fields_set))

    def __str__(self) -> str:
        if self.absolute is not None:
            return f"± {self.absolute:g}"
        if self.relative is not None:
            return f"± {100 * self.relative:g} % of V1's value"
        if self.decimals is not None:
            return f"rounding to {self.decimals} decimal{'' if self.decimals == 1 else 's'}"
        return "the cut to the millisecond"

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        given = [name for name in self.model_fields_set if getattr(self, name) is not None]
        if len(given) != 1 or len(self.model_fields_set) != 1:
            what = "A tolerance says nothing." if not given else "A tolerance is of one kind only."
            raise mistake("manifest-tolerance", what, _ONE)
        return self


def _spread(value: object) -> object:
    """Turn a plain number into an absolute tolerance."""
    if isinstance(value, bool) or not isinstance(value, int | float | Mapping | Tolerance):
        raise mistake(
            "manifest-wrong-type",
            f"'tolerance' is {kind(value)}; a number or a mapping is expected.",
            _ONE,
        )
    return {"absolute": float(value)} if isinstance(value, int | float) else value


def _json_schema() -> dict[str, Any]:
    kinds = {
        "absolute": {"type": "number", "exclusiveMinimum": 0},
        "relative": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        "decimals": {"type": "integer", "minimum": 0, "maximum": 30},
        "truncated": {"const": "ms"},
    }
    one = {
        "type": "object",
        "properties": kinds,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {"anyOf": [kinds["absolute"], one]}


ColumnTolerance = Annotated[Tolerance, BeforeValidator(_spread), WithJsonSchema(_json_schema())]
"""A tolerance as it stands in a file: a number, or a mapping with one key."""
