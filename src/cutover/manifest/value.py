"""What every value of the manifest has in common: frozen, closed to unknown keys, strict about types."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")


class Value(BaseModel):
    """A frozen value read from the manifest. Sequences are tuples, so values hash and compare."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=False)


def mistake(
    code: str, what: str, fix: str, *at: str | int, known: Iterable[str] = (), wrong: str = ""
) -> Exception:
    """Return the error by which a validator reports a mistake in our own words.

    `at` leads from the validated value to the offending key; `wrong` is looked up among `known`.
    """
    context = {"what": what, "fix": fix, "at": at, "known": tuple(known), "wrong": wrong}
    return PydanticCustomError(code, "{what}", context)


def _duration(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise mistake(
            "manifest-wrong-type",
            f"{_shown(value)} is not a duration.",
            "Write a number and its unit: 120s, 5m, 24h or 7d.",
        )
    return timedelta(**{_UNITS[found[2]]: float(found[1])})


def _day(value: object) -> object:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    elif isinstance(value, date):
        return value
    raise mistake(
        "manifest-wrong-type", f"{_shown(value)} is not a day.", "Write it as year-month-day: 2026-12-01."
    )


def _scalar(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise mistake(
        "manifest-wrong-type",
        f"{kind(value)} stands where one plain value is expected.",
        "Write text, a number, true, false or null.",
    )


def _empty(value: object) -> object:
    return value if value == () else _scalar(value)


def _shown(value: object) -> str:
    return repr(value) if isinstance(value, str | int | float) else kind(value)


def kind(value: object) -> str:
    """Name the YAML kind of a value, with its article: "a list", "text"."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a mapping" if isinstance(value, Mapping) else "a list"


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


@dataclass(frozen=True)
class Keyed:
    """A YAML mapping kept as a tuple of values, in the file's order; each key becomes a field of its value.

    `short` names the field that a plain value stands for (`email: email` is `email: {from: email}`); with
    `wrap` every value, mappings too, is that field. `reserved` fields are refused: the reader fills them in.
    """

    key: str
    short: str | None = None
    wrap: bool = False
    reserved: tuple[str, ...] = ()

    def spread(self, value: object) -> object:
        """Turn the mapping into a tuple of mappings; what is a tuple already stays as it is."""
        if isinstance(value, tuple) and value and isinstance(value[0], Value):
            return value
        if not isinstance(value, Mapping):
            raise mistake(
                "manifest-wrong-type",
                f"{kind(value)} stands where a mapping is expected.",
                "Write `name: value` lines, indented below the key.",
            )
        return tuple(self._entry(name, entry) for name, entry in value.items())

    def _entry(self, name: object, entry: object) -> object:
        if isinstance(entry, Mapping) and not self.wrap:
            for reserved in (self.key, *self.reserved):
                if reserved in entry:
                    raise mistake(
                        "manifest-unknown-key",
                        f"{reserved!r} is not written here: the file says it already.",
                        "Remove the key.",
                        str(name),
                        reserved,
                    )
            return {**entry, self.key: name}
        if self.short is None:
            raise mistake(
                "manifest-wrong-type",
                f"{kind(entry)} stands where a mapping is expected.",
                "Write `key: value` lines, indented below the name.",
                str(name),
            )
        return {self.key: name, self.short: entry}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.spread, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        items = handler(schema)["items"]
        model = handler.resolve_ref_schema(items)
        short = model["properties"].get(self.short, {}) if self.short else {}
        for hidden in (self.key, *self.reserved):
            model["properties"].pop(hidden, None)
            model["required"] = [name for name in model.get("required", []) if name != hidden]
        if self.wrap:
            return {"type": "object", "additionalProperties": short}
        return {"type": "object", "additionalProperties": {"anyOf": [short, items]} if self.short else items}


Text = Annotated[str, StringConstraints(pattern=r"\S")]
"""Text that says something."""

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
"""A table's or a column's name."""

Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
"""A part of a check's id: letters, digits, - and _."""

_SAYS = {"type": "string", "pattern": r"\S"}
Texts = Annotated[
    tuple[Text, ...],
    BeforeValidator(_as_tuple),
    WithJsonSchema({"anyOf": [_SAYS, {"type": "array", "items": _SAYS}]}),
]
"""One text, or a list of them."""

Duration = Annotated[
    timedelta, BeforeValidator(_duration), WithJsonSchema({"type": "string", "pattern": _DURATION.pattern})
]
"""A number and its unit: 120s, 5m, 24h, 7d."""

Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A calendar day, ISO form."""

PLAIN = ["string", "number", "boolean", "null"]
"""What JSON Schema calls the types of a plain YAML value."""

Scalar = Annotated[bool | int | float | str | None, PlainValidator(_scalar), WithJsonSchema({"type": PLAIN})]
"""One plain YAML value."""

Empty = Annotated[
    bool | int | float | str | tuple[()] | None,
    PlainValidator(_empty),
    WithJsonSchema({"anyOf": [{"type": PLAIN}, {"type": "array", "maxItems": 0}]}),
]
"""A plain value, or the empty list."""
