"""Paths: how a document's paths are written, and what makes two of them the same route."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from cutover.manifest.endpoint import PLACEHOLDER

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""The methods that an endpoint can have."""


def base_of(document: Mapping[str, object]) -> str:
    """Return the path of the first server, such as /api:4UsTtl3m: what stands before each path."""
    servers = document.get("servers")
    server = servers[0] if isinstance(servers, list) and servers else None
    url = str(server.get("url") or "") if isinstance(server, Mapping) else ""
    variables = server.get("variables") if isinstance(server, Mapping) else None
    for name, variable in variables.items() if isinstance(variables, Mapping) else ():
        if isinstance(variable, Mapping):
            url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    try:
        return plain_path(urlsplit(url).path.rstrip("/"))
    except ValueError:
        return ""


def plain_path(path: str) -> str:
    """Write placeholders as the manifest does: letters, digits and _."""
    path = re.sub(r"{([^{}]*)}", lambda found: f"{{{plain_name(found[1])}}}", path)
    return "".join(f"%{ord(c):02X}" if c.isspace() else c for c in path if c.isspace() or c.isprintable())


def plain_name(name: str) -> str:
    """Write the name of a placeholder as the manifest does."""
    return re.sub(r"\W+", "_", name).strip("_") or "value"


def shape(path: str) -> str:
    """Return a path without the names of its placeholders."""
    return PLACEHOLDER.sub("{}", path)
