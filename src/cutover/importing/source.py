"""A source: the bytes of a file or an address, and the JSON or YAML that they hold."""

import asyncio
import json
from collections.abc import Hashable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from cutover.importing.refusal import ImportRefused
from cutover.systems import fetch

LARGEST = 64 * 1024 * 1024
LARGEST_YAML = 8 * 1024 * 1024
_PARSER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Twice(dict[Hashable, object]):
    """A mapping that was written with some key twice; `keys_twice` are those keys."""

    def __init__(self, pairs: list[tuple[Any, Any]]) -> None:
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.keys_twice = tuple(dict.fromkeys(key for key in keys if keys.count(key) > 1))


def shown(source: str) -> str:
    """Return how a source is named to a reader: of an address neither user, password nor query."""
    if not is_address(source):
        return source
    try:
        parts = urlsplit(source)
    except ValueError:  # not even its parts can be told
        return "the address"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def is_address(source: str) -> bool:
    """Whether a source is fetched rather than opened."""
    return "://" in source


def read_source(source: str) -> bytes:
    """Return the bytes of a file, or of an http or https address. Raises ImportRefused."""
    return _fetched(source) if is_address(source) else _opened(source)


def _opened(source: str) -> bytes:
    path = Path(source)
    try:
        if path.stat().st_size > LARGEST:
            raise _too_large(source, LARGEST)
        return path.read_bytes()
    except OSError as error:
        what = f"The file cannot be read: {error.strerror}."
        raise ImportRefused("import-source-unreadable", source, what, "Check its name and rights.") from None


def _fetched(source: str) -> bytes:
    try:
        answer = asyncio.run(fetch(source, largest=LARGEST))
    except ValueError:  # an address that not even its parts can be told of
        raise _unreachable(source, "it is no address") from None
    if answer.error is not None and answer.error.startswith("too-large"):
        raise _too_large(shown(source), LARGEST)
    if answer.error is not None:
        raise _unreachable(source, answer.error.partition(": ")[2])
    if answer.status != 200:
        raise _unreachable(source, f"it answers with status {answer.status}, not 200")
    return answer.body


def _unreachable(source: str, why: str) -> ImportRefused:
    fix = "Check the address; redirects are not followed. Or save the document and import the file."
    return ImportRefused("import-source-unreachable", shown(source), f"Nothing was fetched: {why}.", fix)


def _too_large(where: str, limit: int) -> ImportRefused:
    what = f"The document is larger than {limit // (1024 * 1024)} MB."
    return ImportRefused("import-too-large", where, what, "Export it in parts, one API group each.")


def parse_json(content: bytes, where: str) -> object:
    """Return the JSON of a source; mappings with a key twice are `Twice`. Raises ImportRefused."""
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_pairs)
    except UnicodeDecodeError:
        raise _not(where, "JSON", "it is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise _not(f"{where}:{error.lineno}", "JSON", error.msg[0].lower() + error.msg[1:]) from None
    except RecursionError:
        raise _not(where, "JSON", "it nests too deeply") from None


def parse_any(content: bytes, where: str) -> object:
    """Return the JSON or the YAML of a source, whichever its first character speaks of."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return parse_json(content, where)
    if len(content) > LARGEST_YAML:
        raise _too_large(f"{where} (as YAML; as JSON it may be larger)", LARGEST_YAML)
    try:
        return yaml.load(content.decode("utf-8-sig"), _Loader)
    except UnicodeDecodeError:
        raise _not(where, "JSON or YAML", "it is not UTF-8 text") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _not(f"{where}:{line}", "JSON or YAML", str(error.problem)) from None
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise _not(where, "JSON or YAML", str(error).splitlines()[0]) from None
    except RecursionError:
        raise _not(where, "JSON or YAML", "it nests too deeply") from None


def _pairs(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Twice(pairs)


class _Loader(_PARSER):  # type: ignore[misc]  # the compiled parser where PyYAML has it
    """A YAML reader that tells of a key that stands twice, and leaves days as text."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    # Constructed deep: a mapping that is only filled in later would be counted while it is empty.
    return _pairs(
        [(loader.construct_object(k, True), loader.construct_object(v, True)) for k, v in node.value]
    )


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))


def _not(where: str, what: str, why: str) -> ImportRefused:
    return ImportRefused("import-not-readable", where, f"This is not {what}: {why}.", "Export it once more.")
