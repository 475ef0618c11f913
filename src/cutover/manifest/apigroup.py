"""An API group: a part of V2's API, and where V2 publishes the OpenAPI document of it."""

from typing import Annotated

from pydantic import Field

from cutover.manifest.endpoint import Endpoint
from cutover.manifest.value import Slug, Value

PUBLISHED = "published"
"""What the checks of documents are named for; no group of endpoints has this name."""

_Path = Annotated[str, Field(pattern=r"^/\S*[^\s/]$")]


class ApiGroup(Value):
    """One API group of V2: `api` is what its endpoints' paths begin with, `document` the document's path.

    An environment may name another place for the document.
    """

    name: Slug
    api: _Path
    document: _Path

    def holds(self, endpoint: Endpoint) -> bool:
        """Whether V2's endpoint is one of this group."""
        return endpoint.v2.startswith(f"{self.api}/")
