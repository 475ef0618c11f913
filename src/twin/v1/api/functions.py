"""Functions: V1 has no function that can be run by its name."""

from __future__ import annotations

from twin.v1.api.answers import Call, Routes
from twin.v1.api.errors import AccessDenied


async def run(call: Call) -> bytes:
    """Refuse: what a function changes must never reach V1."""
    raise AccessDenied("V1 runs no functions by name.")


ROUTES: Routes = (("POST", "/api:v1-functions/functions/run", run),)
