"""The tolerances: how far two numbers may lie apart and still agree."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from cutover.manifest.value import Value


class Tolerances(Value):
    """`measure` is a relative distance (0.001 is 0.1 %); `money` a unit, as text so that it stays exact.

    V2 may be `slower` than V1 by this share (0.1 is 10 %), or by `slower_floor_ms` milliseconds where that is
    more: on an answer of 3 ms a tenth is noise.
    """

    measure: Annotated[float, Field(ge=0, lt=1)] = 0.001
    money: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)?$")] = "0.01"
    slower: Annotated[float, Field(ge=0, lt=10)] = 0.1
    slower_floor_ms: Annotated[float, Field(ge=0, le=1000)] = 5.0

    @property
    def money_unit(self) -> Decimal:
        """The smallest amount that counts, as an exact number."""
        return Decimal(self.money)
