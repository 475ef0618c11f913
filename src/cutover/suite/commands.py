"""Commands to paste: each shows again what a check saw, with credentials in variables alone."""

import json
import shlex
from collections.abc import Mapping

from cutover.suite.nodes import node_of
from cutover.suite.options import Options


def again(check: str, options: Options) -> str:
    """Give the pytest command that does one check again, against the pair that this run met."""
    return " ".join((f'pytest "{node_of(check)}"', *map(shlex.quote, options.flags)))


def psql(side: str, query: str) -> str:
    """Give the command that asks a database; its address is in ``$V1_DATABASE`` or ``$V2_DATABASE``."""
    return f'psql "${side}_DATABASE" -c {shlex.quote(query)}'


def curl(
    side: str,
    method: str,
    url: str,
    body: Mapping[str, object] | None = None,
    token: bool = True,
    data_source: str = "",
) -> str:
    """Give the command that asks one side's API; the user's token is in ``$V1_TOKEN`` or ``$V2_TOKEN``."""
    parts = ["curl -s"]
    if method != "GET":
        parts.append(f"-X {method}")
    if token:
        parts.append(f'-H "Authorization: Bearer ${side}_TOKEN"')
    if data_source:
        parts.append(f"-H {shlex.quote(f'X-Data-Source: {data_source}')}")
    if body:
        parts.append(
            "-H 'Content-Type: application/json' -d " + shlex.quote(json.dumps(body, ensure_ascii=False))
        )
    parts.append(f'"{url}"')
    return " ".join(parts)
