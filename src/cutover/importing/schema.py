"""Schemas: what the document says of parameters and answers, in the words of the manifest."""

import re
from collections.abc import Iterator, Mapping

from cutover.manifest import UNDECIDED
from cutover.manifest.endpoint import PLACEHOLDER
from cutover.openapi import Lookup, as_list, as_mapping, types_of

_TYPES = {"integer": "integer", "number": "number", "string": "text", "boolean": "boolean"}
_FITS: Mapping[str, type | tuple[type, ...]] = {
    "integer": int,
    "number": (int, float),
    "text": str,
    "date": str,
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T.*)?")


class Schemas(Lookup):
    """Reads the parameters and answers of one document's operations as the manifest writes them."""

    def parameters(
        self, item: Mapping[str, object], said: Mapping[str, object], path: str
    ) -> dict[str, dict[str, object]]:
        """Return an operation's parameters in query, path and JSON body; headers and cookies are none."""
        found: dict[str, dict[str, object]] = {}
        for written in (*as_list(item.get("parameters")), *as_list(said.get("parameters"))):
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
        body = self.json(self.resolved(said.get("requestBody")))
        required = {str(each) for part in self.parts(body) for each in as_list(part.get("required"))}
        for name, schema in self.properties(body).items():
            if name.strip() and name not in found:
                found[name] = self._parameter("body", schema, name in required)
        return found

    def _parameter(self, place: str, schema: object, required: bool) -> dict[str, object]:
        parts = tuple(self.parts(schema))
        kind = _kind(parts)
        found: dict[str, object] = {"in": place, "type": kind}
        choices = next((as_list(part["enum"]) for part in parts if "enum" in part), [])
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
        responses = as_mapping(said.get("responses"))
        answer = self.resolved(responses.get("200", responses.get(200, responses.get("201"))))
        schema = self.json(answer)
        rows: str | None = None
        items = self.items(schema)
        if items is not None:
            rows = ""
        else:
            lists = [(n, self.items(each)) for n, each in self.properties(schema).items()]
            lists = [(name, found) for name, found in lists if found is not None]
            if len(lists) == 1:
                rows, items = lists[0]
        return rows, "id" if rows is not None and "id" in self.properties(items) else None


def _stated(given: Mapping[str, object]) -> dict[str, object]:
    """Return the examples that stand beside a parameter's schema."""
    several = given.get("examples")
    values = (
        [as_mapping(each).get("value") for each in several.values()] if isinstance(several, Mapping) else []
    )
    one = given.get("example", values[0] if values else None)
    return {} if one is None else {"example": one}


def _examples(parts: tuple[Mapping[str, object], ...]) -> Iterator[object]:
    for part in parts:
        yield from (part[key] for key in ("example", "const", "default") if key in part)
        yield from as_list(part.get("examples"))


def _kind(parts: tuple[Mapping[str, object], ...]) -> str:
    kinds = list(dict.fromkeys(kind for part in parts for kind in types_of(part) if kind != "null"))
    if len(kinds) != 1 or kinds[0] not in _TYPES:
        return UNDECIDED
    formats = {part.get("format") for part in parts}
    return "date" if kinds[0] == "string" and formats & {"date", "date-time"} else _TYPES[kinds[0]]


def _fits(value: object, kind: str) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if isinstance(value, str) and not (value.isprintable() and value != UNDECIDED):
        return False
    if kind == "date":
        return isinstance(value, str) and _DAY.fullmatch(value) is not None
    return not isinstance(value, bool) and isinstance(value, _FITS.get(kind, ()))
