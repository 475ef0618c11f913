"""Commands to paste: each shows again what a check saw, with credentials in variables alone."""

import json
import re
import shlex
from collections.abc import Mapping

from cutover.suite.nodes import node_of
from cutover.suite.options import Options

_ZEROS = re.compile("0{1000,}")


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
    bearer: str | None = "",
    data_source: str = "",
) -> str:
    """Give the command that asks one side's API.

    `bearer` is what the shell takes for the token: the user's own in ``$V1_TOKEN`` or ``$V2_TOKEN`` unless
    told otherwise, None for no token. A text of very many zeros is printed by the shell.
    """
    parts = ["curl -s"]
    if method != "GET":
        parts.append(f"-X {method}")
    if bearer is not None:
        parts.append(f'-H "Authorization: Bearer {bearer or f"${side}_TOKEN"}"')
    if data_source:
        parts.append(f"-H {shlex.quote(f'X-Data-Source: {data_source}')}")
    if body:
        parts.append("-H 'Content-Type: application/json'")
        document = json.dumps(body, ensure_ascii=not _written(body))
        if zeros := _ZEROS.search(document):
            # An argument has a greatest length, what the shell's own printf hands on has none.
            before, after = (
                part.replace("\\", "\\\\").replace("%", "%%")
                for part in (document[: zeros.start()], document[zeros.end() :])
            )
            parts.insert(0, f"printf {shlex.quote(f'{before}%0{len(zeros[0])}d{after}')} 0 |")
            parts.append("-d @-")
        else:
            parts.append("-d " + shlex.quote(document))
    url = _ZEROS.sub(lambda found: f"$(printf %0{len(found[0])}d 0)", url)
    parts.append(f'"{url}"')
    return " ".join(parts)


def _written(body: Mapping[str, object]) -> bool:
    """Whether every text can be written as it is: none has half a character, which no file holds."""
    try:
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
