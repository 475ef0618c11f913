"""Conformance: whether an answer is what the published schema says, told by JSON path, value and rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from cutover.openapi import Published, Route

MOST = 200
"""Violations of one answer that are looked at."""

_HELD = ("properties", "patternProperties", "$defs", "definitions")
_LISTED = ("allOf", "anyOf", "oneOf")
_SINGLE = ("items", "additionalProperties", "not")
_LIMITS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_KINDS = {"string": "text", "null": "null"}


class BrokenSchema(Exception):
    """A published schema that is none; the text says why."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule of a schema that an answer breaks: where (list places as []), which value, what is said.

    `field` is the name that the value stands under; `count` is how many places break the rule alike.
    """

    path: str
    field: str
    value: object
    says: str
    count: int = 1

    def __str__(self) -> str:
        """Return the sentence without the value, which may be personal."""
        places = f", in {self.count} places" if self.count > 1 else ""
        return f"{self.path or 'the answer'} {self.says}{places}"


class AnswerSchemas:
    """The schemas of one document's answers, each compiled once, when it is first wanted."""

    def __init__(self, published: Published) -> None:
        self._published = published
        self._components: Any = None
        self._compiled: dict[tuple[Route, int], jsonschema_rs.Draft202012Validator | None] = {}

    def validator(self, route: Route, status: int) -> jsonschema_rs.Draft202012Validator | None:
        """Return the validator of an answer; None where none is published. Raises BrokenSchema."""
        if (route, status) not in self._compiled:
            operation = self._published.operations.get(route)
            schema = operation.answer(status) if operation else None
            self._compiled[route, status] = None if schema is None else self._compile(schema)
        return self._compiled[route, status]

    def violations(self, route: Route, status: int, answer: object) -> tuple[Violation, ...] | None:
        """Return what an answer breaks of its schema, None where no schema of it could be used."""
        try:
            validator = self.validator(route, status)
        except BrokenSchema:
            return None
        if validator is None:
            return None
        if validator.is_valid(answer):
            return ()
        return tuple(_alike(_told(validator.iter_errors(answer))))

    def _compile(self, schema: object) -> jsonschema_rs.Draft202012Validator:
        is_30 = self._published.version.startswith("3.0")
        if self._components is None:
            held = self._published.components
            self._components = _components(held) if is_30 else held
        made = json_schema(schema) if is_30 else schema
        if not isinstance(made, Mapping):
            raise BrokenSchema(f"it is {type(made).__name__}, not an object")
        try:
            return jsonschema_rs.Draft202012Validator(
                {**made, "components": self._components}, validate_formats=True
            )
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            raise BrokenSchema(str(error).partition("\n")[0]) from None


def json_schema(schema: object) -> object:
    """Return a schema of OpenAPI 3.0 in the words of JSON Schema 2020-12.

    `nullable` becomes the type null, an exclusive limit a number, and a `$ref` stands alone.
    """
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    made = {str(key): value for key, value in schema.items() if key not in ("nullable", *_LIMITS)}
    for key in _HELD:
        if isinstance(made.get(key), Mapping):
            made[key] = {name: json_schema(each) for name, each in made[key].items()}
    for key in _LISTED:
        if isinstance(made.get(key), list):
            made[key] = [json_schema(each) for each in made[key]]
    for key in _SINGLE:
        if key in made:
            made[key] = json_schema(made[key])
    for exclusive, limit in _LIMITS.items():
        if schema.get(exclusive) is True and limit in made:
            made[exclusive] = made.pop(limit)
        elif exclusive in schema and not isinstance(schema[exclusive], bool):
            made[exclusive] = schema[exclusive]
    return _nullable(made) if schema.get("nullable") is True else made


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(schema.get("type"), str):
        return {"anyOf": [schema, {"type": "null"}]} if schema else schema
    listed = schema.get("enum")
    enum = {"enum": [*listed, None]} if isinstance(listed, list) and None not in listed else {}
    return {**schema, "type": [schema["type"], "null"], **enum}


def _components(held: Mapping[str, object]) -> dict[str, object]:
    return {
        kind: {name: json_schema(each) for name, each in schemas.items()}
        for kind, schemas in held.items()
        if isinstance(schemas, Mapping)
    }


def _told(errors: Iterator[Any]) -> Iterator[Violation]:
    for number, error in enumerate(errors):
        if number == MOST:
            return
        place, instance, kind = error.instance_path, error.instance, error.kind
        if kind.name == "required":
            yield _at([*place, kind.property], None, "is missing, and the schema requires it")
        elif kind.name in ("additionalProperties", "unevaluatedProperties"):
            for name in kind.unexpected:
                yield _at([*place, name], instance[name], "is not in the schema, which allows no others")
        elif kind.name == "type":
            says = f"is {_kind(instance)}, and the schema says {_types(kind.value)}"
            yield _at(place, instance, says)
        elif kind.name in ("anyOf", "oneOf", "not"):
            yield _at(place, instance, f"is {_kind(instance)}, which fits none of the schema's choices")
        else:
            yield _at(place, instance, f"breaks the schema's {kind.name}: {kind.value}")


def _at(place: Sequence[str | int], value: object, says: str) -> Violation:
    path = ""
    for step in place:
        path += "[]" if isinstance(step, int) else f".{step}" if path else step
    names = [step for step in place if isinstance(step, str)]
    return Violation(path, names[-1] if names else "", value, says)


def _alike(violations: Iterator[Violation]) -> Iterator[Violation]:
    """Yield each kind of violation once, the first of them, with its number."""
    found: dict[tuple[str, str], list[Violation]] = {}
    for each in violations:
        found.setdefault((each.path, each.says), []).append(each)
    for first, *others in found.values():
        yield Violation(first.path, first.field, first.value, first.says, 1 + len(others))


def _types(said: object) -> str:
    named = (_KINDS.get(str(kind), str(kind)) for kind in (said if isinstance(said, list) else [said]))
    return " or ".join(sorted(named, key=lambda kind: kind == "null"))


def _kind(value: object) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    kinds = {int: "integer", float: "number", str: "text", list: "array"}
    return kinds.get(type(value), "object")
