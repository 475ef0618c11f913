"""Damage: the SQL by which a fault spoils as little of a table as can be."""


def first(table: str, change: str, where: str) -> str:
    """Return SQL that changes the first row of a table of which the condition holds."""
    return f"update {table} set {change} where id = (select min(id) from {table} where {where})"
