"""Schemas: what the document says of parameters and answers, with every `$ref` followed, circles too."""

import re
from collections.abc import Iterator, Mapping

from cutover.manifest import UNDECIDED
from cutover.manifest.endpoint import PLACEHOLDER

_TYPES = {"integer": "integer", "number": "number", "string": "text", "boolean": "boolean"}
_FITS: Mapping[str, type | tuple[type, ...]] = {
    "integer": int,
    "number": (int, float),
    "text": str,
    "date": str,
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T.*)?")


class Schemas:
    """Looks things up in one document. A `$ref` that leads out of it, nowhere or in a circle is nothing."""

    def __init__(self, document: Mapping[str, object]) -> None:
        self._document = document

    def resolved(self, value: object) -> object:
        """Follow references until something is there."""
        seen: set[str] = set()
        while isinstance(value, Mapping) and isinstance(value.get("$ref"), str):
            target = str(value["$ref"])
            if target in seen or not target.startswith("#"):
                return {}
            seen.add(target)
            value = self._at(target)
        return value

    def _at(self, target: str) -> object:
        found: object = self._document
        for step in target.lstrip("#").split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            found = found.get(step) if isinstance(found, Mapping) else None
        return found

    def _parts(self, schema: object, seen: frozenset[int] = frozenset()) -> Iterator[Mapping[str, object]]:
        """Yield a schema and all that must hold with it; of a choice, what is left without null."""
        found = self.resolved(schema)
        if not isinstance(found, Mapping) or id(found) in seen:
            return
        yield found
        below = found.get("allOf")
        choices = [each for key in ("anyOf", "oneOf") for each in _list(found.get(key)) if not _is_null(each)]
        for part in (*_list(below), *(choices if len(choices) == 1 else ())):
            yield from self._parts(part, seen | {id(found)})

    def _properties(self, schema: object) -> dict[str, object]:
        found: dict[str, object] = {}
        for part in self._parts(schema):
            properties = part.get("properties")
            found |= {str(k): v for k, v in properties.items()} if isinstance(properties, Mapping) else {}
        return found

    def parameters(
        self, item: Mapping[str, object], said: Mapping[str, object], path: str
    ) -> dict[str, dict[str, object]]:
        """Return an operation's parameters in query, path and JSON body; headers and cookies are none."""
        found: dict[str, dict[str, object]] = {}
        for written in (*_list(item.get("parameters")), *_list(said.get("parameters"))):
            given = self.resolved(written)
            place = given.get("in") if isinstance(given, Mapping) else None
            if isinstance(given, Mapping) and place in ("query", "path"):
                name = str(given.get("name") or "")
                name = re.sub(r"\W+", "_", name).strip("_") if place == "path" else name
                if name.strip() and (place == "query" or name in PLACEHOLDER.findall(path)):
                    stated: dict[str, object] = {"allOf": [given.get("schema")], **_stated(given)}
                    found[name] = self._parameter(str(place), stated, given.get("required") is True)
        for name in PLACEHOLDER.findall(path):  # a path whose placeholders the document forgot
            found.setdefault(name, self._parameter("path", {}, True))
        body = self._json(self.resolved(said.get("requestBody")))
        required = {str(each) for part in self._parts(body) for each in _list(part.get("required"))}
        for name, schema in self._properties(body).items():
            if name.strip() and name not in found:
                found[name] = self._parameter("body", schema, name in required)
        return found

    def _parameter(self, place: str, schema: object, required: bool) -> dict[str, object]:
        parts = tuple(self._parts(schema))
        kind = _kind(parts)
        found: dict[str, object] = {"in": place, "type": kind}
        choices = next((_list(part["enum"]) for part in parts if "enum" in part), [])
        choices = [each for each in choices if each is not None]
        if choices and all(_fits(each, kind) for each in choices):
            found["one_of"] = choices
        if required and place != "path":
            found["required"] = True
        example = next((each for each in _examples(parts) if _fits(each, kind)), None)
        if example is not None and example in found.get("one_of", [example]):  # type: ignore[operator]
            found["example"] = example
        elif required or place == "path":
            found["example"] = UNDECIDED
        return found

    def rows_and_key(self, said: Mapping[str, object]) -> tuple[str | None, str | None]:
        """Return where the list stands in the answer, and `id` where its items have one."""
        responses = _mapping(said.get("responses"))
        answer = self.resolved(responses.get("200", responses.get(200, responses.get("201"))))
        schema = self._json(answer)
        rows: str | None = None
        items = self._items(schema)
        if items is not None:
            rows = ""
        else:
            lists = [(n, self._items(each)) for n, each in self._properties(schema).items()]
            lists = [(name, found) for name, found in lists if found is not None]
            if len(lists) == 1:
                rows, items = lists[0]
        return rows, "id" if rows is not None and "id" in self._properties(items) else None

    def _items(self, schema: object) -> object:
        for part in self._parts(schema):
            if "array" in _types(part):
                return part.get("items") or {}
        return None

    def _json(self, holder: object) -> object:
        content = _mapping(_mapping(holder).get("content"))
        for kind, media in content.items():
            if "json" in str(kind) or kind == "*/*":
                return _mapping(self.resolved(media)).get("schema")
        return None


def _stated(given: Mapping[str, object]) -> dict[str, object]:
    """Return the examples that stand beside a parameter's schema."""
    several = given.get("examples")
    values = (
        [_mapping(each).get("value") for each in several.values()] if isinstance(several, Mapping) else []
    )
    one = given.get("example", values[0] if values else None)
    return {} if one is None else {"example": one}


def _examples(parts: tuple[Mapping[str, object], ...]) -> Iterator[object]:
    for part in parts:
        yield from (part[key] for key in ("example", "const", "default") if key in part)
        yield from _list(part.get("examples"))


def _kind(parts: tuple[Mapping[str, object], ...]) -> str:
    kinds = list(dict.fromkeys(kind for part in parts for kind in _types(part) if kind != "null"))
    if len(kinds) != 1 or kinds[0] not in _TYPES:
        return UNDECIDED
    formats = {part.get("format") for part in parts}
    return "date" if kinds[0] == "string" and formats & {"date", "date-time"} else _TYPES[kinds[0]]


def _types(schema: Mapping[str, object]) -> list[str]:
    """Return the types of a schema: one in 3.0, a list in 3.1."""
    said = schema.get("type")
    return [str(each) for each in said] if isinstance(said, list) else [str(said)] if said else []


def _fits(value: object, kind: str) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if isinstance(value, str) and not (value.isprintable() and value != UNDECIDED):
        return False
    if kind == "date":
        return isinstance(value, str) and _DAY.fullmatch(value) is not None
    return not isinstance(value, bool) and isinstance(value, _FITS.get(kind, ()))


def _is_null(schema: object) -> bool:
    return isinstance(schema, Mapping) and schema.get("type") == "null"


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[object, object]:
    return value if isinstance(value, Mapping) else {}
