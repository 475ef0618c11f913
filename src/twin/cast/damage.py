"""Damage: the SQL by which a fault spoils as little of a table as can be."""


def first(table: str, change: str, where: str) -> str:
    """Return SQL that changes the first row of a table of which the condition holds."""
    return f"update {table} set {change} where id = (select min(id) from {table} where {where})"


def in_v1(table: str, document: str, where: str) -> str:
    """Return SQL that changes a V1 document of the pair; the copy for writes has no V1."""
    return f"""do $$ begin
        if to_regclass('{table}') is not null then
            update {table} set xdo = {document} where {where};
        end if;
    end $$"""
