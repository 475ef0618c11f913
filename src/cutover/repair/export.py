"""Export: a plan as payload files for the team's own workers, where V2's database cannot be written.

One JSON lines file a step, in the order in which they are done, and `payloads.json`, which tells what is in
them.
A line is one row: `insert` it, `update` columns of it, or `delete` it, while `if` holds. It says nothing of
endpoints: whose worker does it is the team's matter. `verifying` tells afterwards what was done.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from cutover.repair.demands import demand_same
from cutover.repair.opening import Opened
from cutover.repair.origin import INTEGERS, Held, Key, columns_of, demand_key, origin_named
from cutover.repair.plan import Plan, Row, Step
from cutover.repair.progress import Tell, silent
from cutover.repair.refusal import RepairRefused
from cutover.repair.restoring import keys_of, rows_of

FORMAT = "cutover-repair-payloads-1"
INDEX = "payloads.json"
AT_ONCE = 1_000

HOW = (
    "Do the files one after the other, as they stand here, and the lines of each in order: `first` rows,"
    " look at them, then `batch` at once. Change a row only while `if` holds: `fingerprint` is md5 of"
    " to_jsonb(row)::text. A column that an insert does not name gets what V2 gives it by itself. Then see"
    " whether all was done: cutover repair verify. The files hold what V1 holds, secrets too: keep them so."
)

Line = dict[str, object]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the index, how many rows, and by their step those that are not in it, with why."""

    index: Path
    rows: int
    left: dict[str, str] = field(default_factory=dict)


def export(opened: Opened, plan: Plan, folder: Path, tell: Tell = silent) -> Exported:
    """Write a plan as payloads into a folder of its own; whole, or not at all.

    V1 is read for what is restored, so that `opened` is the pair that the plan was made for. Raises
    RepairRefused where it is not, or the folder cannot be written.
    """
    demand_same(opened, plan)
    draft = folder.with_name(f".{folder.name}.part")
    left: dict[str, str] = {}
    try:
        _empty(draft)
        steps = [
            _written(opened, step, draft / f"{place:02}-{_plain(step.id)}.jsonl", tell, left)
            for place, step in enumerate((step for step in plan.steps if step.changes), 1)
        ]
        told = {
            "format": FORMAT,
            "plan": plan.digest,
            "pair": plan.pair,
            "database": plan.database,
            "how": HOW,
            "files": steps,
            "left": left,
        }
        _file(draft / INDEX, orjson.dumps(told, option=orjson.OPT_INDENT_2))
        if folder.exists():
            shutil.rmtree(folder)
        draft.rename(folder)
    except OSError as error:
        what = f"{error.filename}: {error.strerror}"
        raise RepairRefused("repair-export-unwritable", what, "Name another folder with --reports.") from None
    return Exported(folder / INDEX, sum(int(str(each["rows"])) for each in steps), left)


def _written(opened: Opened, step: Step, path: Path, tell: Tell, left: dict[str, str]) -> Line:
    """Write one step's file, and return what the index says of it."""
    digest, rows, lines = hashlib.sha256(), 0, 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for many in _rows(opened, step, left):
            for line in many:
                told = orjson.dumps(line) + b"\n"
                digest.update(told)
                file.write(told)
                lines += 1
            rows += 1
            if rows % AT_ONCE == 0:
                tell(step.id, rows, step.count)
    tell(step.id, rows, step.count)
    return {
        "file": path.name,
        "sha256": digest.hexdigest(),
        "step": step.id,
        "operation": _OPERATIONS[step.action],
        "table": step.table,
        "relation": opened.names.v2.get(step.table, step.table),
        "rows": rows,
        "lines": lines,
        "domain": step.domain,
        "reason": "; ".join(each for each in (step.absence, step.reason) if each),
        "risk": step.risk,
        "pace": {"first": step.pace.first, "batch": step.pace.batch, "smallest": step.pace.smallest},
        "secret": sorted(_secrets(opened, step)),
    }


_OPERATIONS = {"restore": "insert", "re-point": "update", "set-null": "update", "quarantine": "delete"}


def _rows(opened: Opened, step: Step, left: dict[str, str]) -> Iterator[list[Line]]:
    """Each row of a step as the lines that it takes: what goes along with a row stands before it."""
    if step.action == "restore":
        yield from _inserts(opened, step, left)
        return
    keys = _Keys(opened)
    for row in step.rows:
        if step.action == "quarantine":
            along = (keys.delete(each.table, each.key, each.fingerprint, step, row) for each in row.cascade)
            yield [*along, keys.delete(step.table, row.key, row.fingerprint, step, row)]
        else:
            yield [keys.update(step, row)]


def _inserts(opened: Opened, step: Step, left: dict[str, str]) -> Iterator[list[Line]]:
    v1, v2 = opened.v1.connection, opened.v2.connection
    origin = origin_named(v1, v2, opened.migration, opened.names, step.source, step.table)
    decisions = {row.key: row.decision for row in step.rows}
    many: Counter[str] = Counter()
    for each in rows_of(v1, v2, origin, keys_of(step), numbered=False):
        if each.row is None:
            many[each.why] += 1
            continue
        yield [
            {
                "operation": "insert",
                "table": origin.table,
                "relation": origin.relation,
                "v1": {"table": origin.source, "key": list(map(int, each.key))},
                "row": orjson.Fragment(each.row),
                **_why(step, decisions.get(each.key, "")),
            }
        ]
    if many:
        left[step.id] = "; ".join(f"{count:,}: {why}" for why, count in many.items())


@dataclass
class _Keys:
    """Rows of V2 as a payload names them: by table, relation and typed primary key."""

    opened: Opened
    known: dict[str, tuple[Key, Mapping[str, Held]]] = field(default_factory=dict)

    def delete(self, table: str, key: Key, fingerprint: str, step: Step, row: Row) -> Line:
        """The line that takes a row away."""
        return {
            "operation": "delete",
            **self._place(table, key),
            "if": {"fingerprint": fingerprint},
            **_why(step, row.decision),
        }

    def update(self, step: Step, row: Row) -> Line:
        """The line that gives a column another value."""
        held = self._known(step.table)[1][step.column]
        return {
            "operation": "update",
            **self._place(step.table, row.key),
            "if": {"fingerprint": row.fingerprint, step.column: _value(row.before, held)},
            "set": {step.column: _value(row.after, held)},
            **_why(step, row.decision),
        }

    def _place(self, table: str, key: Key) -> Line:
        columns, held = self._known(table)
        named = {column: _value(part, held[column]) for column, part in zip(columns, key, strict=True)}
        return {"table": table, "relation": self.opened.names.v2.get(table, table), "key": named}

    def _known(self, table: str) -> tuple[Key, Mapping[str, Held]]:
        if table not in self.known:
            relation, v2 = self.opened.names.v2.get(table, table), self.opened.v2.connection
            self.known[table] = demand_key(v2, table, relation), columns_of(v2, relation)
        return self.known[table]


def _value(text: str | None, held: Held) -> str | int | None:
    return int(text) if text is not None and held.type in INTEGERS else text


def _why(step: Step, decision: str) -> Line:
    return {"step": step.id, **({"decision": decision} if decision else {})}


def _secrets(opened: Opened, step: Step) -> Iterator[str]:
    """The columns of a restored row that evidence would hide."""
    if step.action == "restore":
        for source in opened.migration.v2_table(step.table).sources:
            if source.v1.table == step.source:
                yield from (column.name for column in source.target.columns if column.hidden)


def _plain(text: str) -> str:
    """A step's address as part of a file's name."""
    return re.sub(r"[^A-Za-z0-9._]+", "-", text)[:100]


def _empty(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)


def _file(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
