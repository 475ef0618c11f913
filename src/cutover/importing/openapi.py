"""An OpenAPI document, 3.0 or 3.1: its operations, as far as the document speaks of them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cutover.importing.operation import Operation
from cutover.importing.refusal import ImportRefused
from cutover.importing.schema import Schemas
from cutover.importing.source import Twice, parse_any
from cutover.openapi import METHODS, base_of, plain_path, shape

_OTHERS = ("head", "options", "trace")


@dataclass(frozen=True)
class OpenApi:
    """The operations of a document, and what was left out of it, each with its number."""

    version: str
    title: str
    base: str
    operations: tuple[Operation, ...]
    left_out: Mapping[str, int]


def read_openapi(content: bytes, where: str, *, group: str | None = None, base: str | None = None) -> OpenApi:
    """Read a document. `group` and `base` stand in for what it says itself. Raises ImportRefused."""
    document = parse_any(content, where)
    version = _version(document, where)
    assert isinstance(document, Mapping)
    reader = _Reader(document, where, group, base_of(document) if base is None else base.rstrip("/"))
    operations = tuple(reader.operations())
    _refuse_twice(reader, where)
    return OpenApi(version, _title(document), reader.base, operations, dict(reader.left_out))


def _version(document: object, where: str) -> str:
    fix = "Import an OpenAPI 3.0 or 3.1 document, JSON or YAML; Xano publishes one for each API group."
    if not isinstance(document, Mapping) or not {"openapi", "swagger"} & document.keys():
        what = "This is not an OpenAPI document: there is no `openapi` at its top."
        raise ImportRefused("import-not-openapi", where, what, fix)
    if "openapi" not in document:
        what = f"This is Swagger {document['swagger']}, which has other keys than OpenAPI 3."
        raise ImportRefused(
            "import-swagger", where, what, f"Convert it, for example with swagger2openapi. {fix}"
        )
    version = str(document["openapi"])
    if not version.startswith("3."):
        what = f"This is OpenAPI {version}; 3.0 and 3.1 are read."
        raise ImportRefused("import-openapi-version", where, what, fix)
    if not isinstance(document.get("paths", {}), Mapping):
        raise ImportRefused("import-not-openapi", where, "`paths` is no mapping.", fix)
    return version


def _title(document: Mapping[str, object]) -> str:
    info = document.get("info")
    return str(info.get("title") or "") if isinstance(info, Mapping) else ""


def slug(text: str) -> str:
    """Return a text as a part of a check's id; '' where nothing of it can be one."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:80].strip("_")


def _refuse_twice(reader: "_Reader", where: str) -> None:
    if reader.twice:
        others = len(reader.twice) - 1
        more = f" So do {others} more." if others else ""
        what = f"{reader.twice[0]}.{more}"
        fix = "One of the two would be lost without a word: give each its own path, or remove one."
        raise ImportRefused("import-duplicate-operation", where, what, fix)


class _Reader:
    """The state of reading one document: what was left out, and what stands in it twice."""

    def __init__(self, document: Mapping[str, object], where: str, group: str | None, base: str) -> None:
        self.document = document
        self.where = where
        self.group = group
        self.base = base
        self.schemas = Schemas(document)
        self.left_out: Counter[str] = Counter()
        self.twice: list[str] = []
        self.seen: dict[tuple[str, str], str] = {}
        for name in ("webhooks", "x-webhooks"):
            hooks = document.get(name)
            self.left_out["webhook"] += len(hooks) if isinstance(hooks, Mapping | list) else 0

    def operations(self) -> Iterator[Operation]:
        paths = self.document.get("paths")
        if not isinstance(paths, Mapping):
            return
        if isinstance(paths, Twice):
            self.twice += [f"The path {path} stands twice" for path in paths.keys_twice]
        for path, written in paths.items():
            item = self.schemas.resolved(written)
            if str(path).startswith("x-") or not isinstance(item, Mapping):
                continue
            if item.get("x-webhook"):
                self.left_out["webhook"] += 1
                continue
            if isinstance(item, Twice):
                self.twice += [f"{str(key).upper()} {path} stands twice" for key in item.keys_twice]
            yield from self._of_path(str(path), item)

    def _of_path(self, path: str, item: Mapping[str, object]) -> Iterator[Operation]:
        self.left_out["operation with a method that no endpoint has"] += len(item.keys() & set(_OTHERS))
        for method in METHODS:
            said = item.get(method.lower())
            if not isinstance(said, Mapping):
                continue
            if said.get("x-webhook"):
                self.left_out["webhook"] += 1
                continue
            callbacks = said.get("callbacks")
            self.left_out["callback"] += len(callbacks) if isinstance(callbacks, Mapping) else 0
            other = self.seen.setdefault((method, shape(plain_path(path))), path)
            if other != path:
                self.twice.append(f"{method} {path} stands there as {other} already")
            yield self._operation(method, path, item, said)

    def _operation(
        self, method: str, path: str, item: Mapping[str, object], said: Mapping[str, object]
    ) -> Operation:
        rows, key = self.schemas.rows_and_key(said)
        here = "/" + plain_path(path).lstrip("/")
        return Operation(
            group=self._group(said),
            name=_name(method, here, said),
            method=method,
            path=self.base + here,
            title=_summary(said),
            parameters=self.schemas.parameters(item, said, here),
            rows=rows,
            key=key,
        )

    def _group(self, said: Mapping[str, object]) -> str:
        tags = said.get("tags")
        tag = tags[0] if isinstance(tags, list) and tags else ""
        return self.group or slug(str(tag)) or slug(_title(self.document)) or "imported"


def _name(method: str, path: str, said: Mapping[str, object]) -> str:
    """Return a name that does not depend on any other operation: a second import gives it again."""
    given = said.get("operationId")
    if isinstance(given, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}", given):
        return given
    name = slug(path) or "root"
    return name if method == "GET" else f"{name}_{method.lower()}"


def _summary(said: Mapping[str, object]) -> str:
    """Return the summary, else the first line of the description, on one line."""
    for key in ("summary", "description"):
        lines = str(said.get(key) or "").strip().splitlines()
        if lines:
            text = " ".join("".join(c for c in lines[0] if c.isprintable() or c == "\t").split())[:160]
            if re.search(r"\w", text):
                return text
    return ""
