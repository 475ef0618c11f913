"""Money: amounts to the cent, shares of them, and what is left of a cap."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from twin.v2.api.envelope import BadInput
from twin.v2.api.helpers.helper import Helper, amount, amounts, words
from twin.v2.api.parameters import integer

CENT = Decimal("0.01")


def rounded(amount: Decimal) -> Decimal:
    """Return the amount to the cent, half a cent upwards."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def formatted(amount: Decimal) -> str:
    """Return the amount as people read it: $1,234.50, a debt with a minus before it."""
    return f"{'-' if amount < 0 else ''}${abs(rounded(amount)):,.2f}"


def parsed(text: str) -> Decimal:
    """Return the amount that a text names; (1.00) is a debt. Raises BadInput."""
    plain = text.strip().replace("$", "").replace(",", "")
    debt = plain.startswith("(") and plain.endswith(")")
    plain = plain.strip("()")
    if not plain.replace(".", "", 1).lstrip("-").isdecimal():
        raise BadInput("Parameter text must be an amount.", "text")
    return rounded(-Decimal(plain) if debt else Decimal(plain))


def to_cents(amount: Decimal) -> int:
    """Return the amount in whole cents."""
    return int(rounded(amount) * 100)


def from_cents(cents: int) -> Decimal:
    """Return an amount out of whole cents."""
    return Decimal(cents) * CENT


def total(amounts: list[Decimal]) -> Decimal:
    """Return the sum to the cent."""
    return rounded(sum(amounts, Decimal(0)))


def share_of(amount: Decimal, percent: Decimal) -> Decimal:
    """Return so many percent of an amount, to the cent."""
    return rounded(amount * percent / 100)


def split(amount: Decimal, percent: Decimal) -> dict[str, Decimal]:
    """Return the agent's share and the company's, which together are the amount."""
    agent = share_of(amount, percent)
    return {"agent": agent, "company": rounded(amount) - agent}


def shared_evenly(amount: Decimal, parts: int) -> list[Decimal]:
    """Return equal parts to the cent; the first ones hold the cents that are left over."""
    each, left = divmod(to_cents(amount), parts)
    return [from_cents(each + (1 if number < left else 0)) for number in range(parts)]


def gross_commission(price: Decimal, rate: Decimal) -> Decimal:
    """Return the commission on a price, at a rate in percent."""
    return share_of(price, rate)


def cap_remaining(cap: Decimal, paid: Decimal) -> Decimal:
    """Return what an agent still has to pay until the cap; never below nothing."""
    return max(rounded(cap - paid), Decimal(0))


def cap_progress(cap: Decimal, paid: Decimal) -> Decimal:
    """Return how much of a cap is paid, in percent to one place; at most 100. Raises BadInput."""
    if cap <= 0:
        raise BadInput("Parameter cap must be above 0.", "cap")
    return min((paid / cap * 100).quantize(Decimal("0.1"), ROUND_HALF_UP), Decimal(100))


AMOUNT = (amount("amount"),)
CAP = (amount("cap"), amount("paid"))

HELPERS = (
    Helper("RoundMoney", rounded, AMOUNT),
    Helper("FormatMoney", formatted, AMOUNT),
    Helper("ParseMoney", parsed, (words("text"),)),
    Helper("AmountToCents", to_cents, AMOUNT),
    Helper("CentsToAmount", from_cents, (integer("cents", required=True),)),
    Helper("SumMoney", total, (amounts("amounts"),)),
    Helper("PercentOf", share_of, (*AMOUNT, amount("percent"))),
    Helper("SplitCommission", split, (*AMOUNT, amount("percent"))),
    Helper("ShareEvenly", shared_evenly, (*AMOUNT, integer("parts", 1, 100, required=True))),
    Helper("GrossCommission", gross_commission, (amount("price"), amount("rate"))),
    Helper("CapRemaining", cap_remaining, CAP),
    Helper("CapProgress", cap_progress, CAP),
)
