"""Lookup: one OpenAPI document, with every `$ref` in it followed, circles too."""

from collections.abc import Iterator, Mapping


class Lookup:
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

    def parts(self, schema: object, seen: frozenset[int] = frozenset()) -> Iterator[Mapping[str, object]]:
        """Yield a schema and all that must hold with it; of a choice, what is left without null."""
        found = self.resolved(schema)
        if not isinstance(found, Mapping) or id(found) in seen:
            return
        yield found
        below = found.get("allOf")
        choices = [
            each for key in ("anyOf", "oneOf") for each in as_list(found.get(key)) if not is_null(each)
        ]
        for part in (*as_list(below), *(choices if len(choices) == 1 else ())):
            yield from self.parts(part, seen | {id(found)})

    def properties(self, schema: object) -> dict[str, object]:
        """Return the properties of an object, those of all its parts."""
        found: dict[str, object] = {}
        for part in self.parts(schema):
            properties = part.get("properties")
            found |= {str(k): v for k, v in properties.items()} if isinstance(properties, Mapping) else {}
        return found

    def items(self, schema: object) -> object:
        """Return the schema of a list's items, None where it is no list."""
        for part in self.parts(schema):
            if "array" in types_of(part):
                return part.get("items") or {}
        return None

    def json(self, holder: object) -> object:
        """Return the schema of a body or an answer in JSON, None where there is none."""
        content = as_mapping(as_mapping(holder).get("content"))
        for kind, media in content.items():
            if "json" in str(kind) or kind == "*/*":
                return as_mapping(self.resolved(media)).get("schema")
        return None


def types_of(schema: Mapping[str, object]) -> list[str]:
    """Return the types of a schema: one in 3.0, a list in 3.1."""
    said = schema.get("type")
    return [str(each) for each in said] if isinstance(said, list) else [str(said)] if said else []


def is_null(schema: object) -> bool:
    """Tell whether a schema stands for null alone."""
    return isinstance(schema, Mapping) and schema.get("type") == "null"


def as_list(value: object) -> list[object]:
    """Return a list as it is, and anything else as an empty one."""
    return value if isinstance(value, list) else []


def as_mapping(value: object) -> Mapping[object, object]:
    """Return a mapping as it is, and anything else as an empty one."""
    return value if isinstance(value, Mapping) else {}
