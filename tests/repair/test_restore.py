"""A repair is put back row for row, once, from wherever it was left; what others own by now stays."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from cutover.compare import trail
from cutover.compare.audit import find_breaks
from cutover.compare.reversible import find_lost, prove
from cutover.repair import archive
from cutover.repair import restore as restoring
from cutover.repair.apply import apply
from cutover.repair.constraints import constrain
from cutover.repair.fingerprint import fingerprints, unlike
from cutover.repair.log import Log, LoggedRun, entries, entry_lines, lines, of_run, read_log
from cutover.repair.opening import Opened, again
from cutover.repair.outcome import Applied, LeftOut
from cutover.repair.plan import Plan
from cutover.repair.refusal import RepairRefused, RepairStopped
from cutover.repair.restore import Restored, restore
from cutover.repair.summary import way_back

from .commands import Commands
from .planned import PACE, of_everything, orphans, plan_of
from .small import Pair

FAST = replace(PACE, first=10, batch=100)
UNDONE = f"select count(*) from {trail.CHANGES} where action = 'undo'"


@dataclass(frozen=True)
class Held:
    """A pair whose manifest was read once, with so small batches that a restore has many."""

    pair: Pair
    first: Opened

    @contextmanager
    def opened(self) -> Iterator[Opened]:
        """The pair as it is now."""
        with again(self.first) as opened:
            yield opened

    def plant(self, *statements: str) -> None:
        """Run SQL in V2."""
        self.pair.plant(*statements)

    def value(self, query: str) -> object:
        """What V2 says now."""
        return self.pair.value(query)


@pytest.fixture
def held(fresh: Pair) -> Iterator[Held]:
    """A V2 of this test alone."""
    with fresh.opened() as opened:
        rules = opened.migration.repair.model_copy(update={"first": 3, "batch": 9})
        yield Held(fresh, replace(opened, migration=replace(opened.migration, repair=rules)))


def state(pair: Held) -> dict[str, str]:
    """sha256 of every table."""
    return fingerprints(pair.first.pair.v2, pair.first.names.v2)


def applied(pair: Held, *, plan: Plan | None = None, stop: str = "") -> Applied:
    """Apply a plan of everything; up to a step, where one is told."""

    def tell(step: str, count: int, total: int) -> None:
        if stop and step.startswith(stop) and count:
            raise KeyboardInterrupt

    with pair.opened() as opened:
        plan = plan or of_everything(opened, FAST)
        return apply(opened, plan, plan.digest, "Ada", tell)


def put_back(pair: Held, run: str, **told: object) -> Restored:
    """Restore a run in small batches."""
    with pair.opened() as opened:
        return restore(opened, run, "Ben", **told)  # type: ignore[arg-type]


def breaks(pair: Held) -> tuple[object, ...]:
    """What is wrong with the log."""
    with pair.opened() as opened:
        return find_breaks(opened.v2.connection)


def test_a_repair_is_put_back_to_the_byte(held: Held) -> None:
    """sha256 over every table is as before; constraints go first; a second restore changes nothing; it can
    be repaired again."""
    pair = held
    with pytest.raises(RepairRefused, match="repair-run-unknown: V2 holds no archive"):
        put_back(pair, "R1")
    before = state(pair)
    done = applied(pair)
    repaired = state(pair)
    _refused(pair, done.run)
    assert unlike(repaired, state(pair)) == ()
    with pair.opened() as opened:
        added = constrain(opened, "Ada", ["user_settings.user_id", "listing.agent_id"]).added
    assert added
    told: list[tuple[str, int, int]] = []
    back = put_back(pair, done.run[:-2], tell=lambda *each: told.append(each))
    changes = pair.value(f"select count(*) from {trail.CHANGES} where run = '{done.run}'")
    assert (back.rows, back.left, back.unlike, back.dropped) == (changes, (), (), len(added))
    assert unlike(before, state(pair)) == ()
    assert told[-2] == ("restore", back.rows, back.rows)
    assert pair.value(f"select state from {trail.RUNS} where run = '{done.run}'") == "restored"
    assert pair.value(f"select count(*) from {trail.BATCHES} where run = '{back.run}'") > 6
    with pair.opened() as opened:
        assert find_lost(opened.v2.connection) == ()
        proof, wrong = prove(opened.v2.connection, opened.names.v2)
        assert (proof.run, proof.tables, wrong) == (back.run, proof.proved, ())
    assert (breaks(pair), put_back(pair, done.run)) == ((), Restored(done.run))
    with pytest.raises(RepairRefused, match="is a restore itself"):
        put_back(pair, back.run)
    second = applied(pair)
    assert (second.run != done.run, second.rows) == (True, done.rows)
    assert unlike(repaired, state(pair)) == ()
    _logged(pair, done.run, back.run)


def _logged(pair: Held, run: str, back: str) -> None:
    """The log tells all runs, and of each change who, what, when and why; the chain is whole."""
    with pair.opened() as opened:
        log = read_log(opened.v2.connection, opened.names.v2.values())
        kinds = [(each.run.kind, each.run.state, each.run.actor) for each in log.runs]
        assert kinds == [
            ("apply", "restored", "Ada"),
            ("constrain", "done", "Ada"),
            ("restore", "done", "Ben"),
            ("apply", "done", "Ada"),
        ]
        assert [line for line in lines(log) if line.startswith("✓")] == [
            f"✓ {log.changes:,} changes in {log.batches} batches, each with its entry;"
            f" the chain is unbroken and ends in {log.head}"
        ]
        told = list(entries(opened.v2.connection, run, "user", None))
        assert {each.action for each in told} == {"set-null"}
        first = "\n".join(entry_lines(told[-1]))
        assert re.search(r"^ +1  2\d{3}-.* Ada  set-null  user id \d+: agent_id 9\d+ → NULL\n", first)
        assert first.endswith("user.agent_id · never in V1; by hand")
        assert len(list(entries(opened.v2.connection, back, most=7))) == 7
        with pytest.raises(RepairRefused, match="repair-run-unknown: there is no run 'x'"):
            of_run(log, "x")


def _refused(pair: Held, run: str) -> None:
    """Without a name or such a run, or of an archive that was altered, nothing is done."""
    with pair.opened() as opened:
        for given, by, code in (
            (run, " ", "repair-no-name"),
            ("", "Ben", "repair-run-unknown"),
            (run[:-1] + "x", "Ben", f"repair-run-unknown: there is no run .*\n.*'{run}'"),
        ):
            with pytest.raises(RepairRefused, match=code):
                restore(opened, given, by)
        pair.plant(f"update {trail.CHANGES} set actor = 'Eve' where number = 1")
        with pytest.raises(
            RepairRefused, match="repair-archive-broken: the archive was altered: entries that"
        ):
            restore(opened, run, "Ben")
        pair.plant(f"update {trail.CHANGES} set actor = 'Ada' where number = 1")
    assert pair.value(f"select count(*) from {trail.RUNS}") == 1


def test_killed_at_every_border_it_goes_on(held: Held) -> None:
    """kill -9 leaves whole batches, of a stopped apply too: each try takes the rest up, none does it twice.

    Every second one is killed before its second batch is committed, the others behind their first.
    """
    before = state(held)
    with pytest.raises(RepairStopped):
        applied(held, stop="missing")
    run = str(held.value(f"select run from {trail.RUNS}"))
    kills = 0
    while _killed(held, run, within=bool(kills % 2)):
        kills += 1
        assert breaks(held) == (), f"after kill {kills}"
    assert kills >= 5
    assert unlike(before, state(held)) == ()
    assert put_back(held, run).rows == 0
    assert held.value(f"select count(*) from {trail.RUNS} where kind = 'restore'") == 1
    assert held.value(UNDONE) == held.value(UNDONE.replace("*", "distinct planned"))


def _killed(pair: Held, run: str, within: bool) -> bool:
    """Restore in a process that kills itself; whether it was killed before the end."""
    child = os.fork()
    if child == 0:
        try:
            sealed, seal = 0, restoring.archive.seal

            def sealing(*given: object) -> None:
                nonlocal sealed
                sealed += 1
                seal(*given)  # type: ignore[arg-type]
                if sealed == 2 and within:
                    os.kill(os.getpid(), signal.SIGKILL)

            def tell(step: str, count: int, total: int) -> None:
                if step == "restore" and count and not within:
                    os.kill(os.getpid(), signal.SIGKILL)

            restoring.archive.seal = sealing  # type: ignore[assignment]
            put_back(pair, run, tell=tell)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_what_others_own_by_now_stays_and_is_listed(held: Held) -> None:
    """Changed, deleted, taken, pointed at: each stays with its reason, and all else is put back.

    What V2 changes by itself while it is put back stops the restore, and its batch is undone.
    """
    before = state(held)
    run = applied(held).run
    held.plant(
        "create function meddle() returns trigger language plpgsql as"
        " $$ begin new.team_id := 4711; return new; end $$",
        "create trigger meddle before update on mvpw5_664 for each row execute function meddle()",
    )
    with pytest.raises(RepairStopped, match="repair-not-as-before: V2 itself changed"):
        put_back(held, run)
    assert held.value("select count(*) from mvpw5_664 where team_id = 4711") == 0
    held.plant("drop trigger meddle on mvpw5_664")
    assert put_back(held, run).left == ()
    run = applied(held).run
    own = f"where run = '{run}' and relation"
    key = f"select (key->>'id')::int from {trail.CHANGES} {own} = '{{}}' order by number {{}} limit 1"
    changed, gone = (held.value(key.format("mvpw5_672", order)) for order in ("asc", "desc"))
    taken = held.value(key.format("mvpw5_667", "asc"))
    held.plant(
        f"update mvpw5_672 set flat_fee = 1 where id = {changed}",
        f"delete from mvpw5_672 where id = {gone}",
        f"insert into mvpw5_667 (id) values ({taken})",
    )
    back = put_back(held, run)
    assert {(each.step, *each.key): each.why for each in back.left} == {
        ("agent_commission", f"{changed}"): "others changed it since the repair",
        ("agent_commission", f"{gone}"): "it is no longer there",
        ("user_settings", f"{taken}"): "V2 has a row with its key by now",
    }
    said = f"agent_commission: row {changed}: others changed it since the repair"
    assert any(line.endswith(said) for line in way_back(back, 1.0))
    assert _ends(held) == [" · put back", "", " · put back, 3 rows left", ""]
    tables = ("agent_commission", "user_settings")
    assert (back.unlike, back.moved, unlike(before, state(held))) == (tables,) * 3
    held.plant(f"delete from mvpw5_667 where id = {taken}")
    rest = put_back(held, run)
    assert (rest.rows, len(rest.left)) == (1, 2)
    assert unlike(before, state(held)) == ("agent_commission",)


def test_newer_changes_come_first_and_what_others_point_at_stays(held: Held) -> None:
    """A row that two repairs changed is put back by the later one first; undoing makes no new orphan."""
    before = state(held)
    first = _re_pointed(held, "7")
    second = _re_pointed(held, "60", first)
    with pytest.raises(RepairRefused, match=f"repair-later-run: run {second} changed 1 of the same rows"):
        put_back(held, first)
    put_back(held, second)
    parent = int(str(held.value("select max(id) + 5 from mvpw5_664")))
    _restored_by_hand(held, first, parent)
    held.plant(f"insert into mvpw5_668 (id, user_id) values (99999, {parent})")
    back = put_back(held, first)
    assert [each.why for each in back.left] == ["others have written rows since that point at it"]
    held.plant("delete from mvpw5_668 where id = 99999")
    assert put_back(held, first).rows == 1
    assert unlike(before, state(held)) == ()


def _re_pointed(pair: Held, value: str, before: str = "") -> str:
    """Let a run re-point the first orphan among the settings, or once more what a run did."""
    with pair.opened() as opened:
        if not before:
            step = orphans(opened, "user_settings.user_id", "re-point", 1, value)
        else:
            query = f"select (key->>'id'), md5(after::text) from {trail.CHANGES} where run = '{before}'"
            ((key, print_),) = opened.v2.connection.execute(query.encode()).fetchall()
            step = orphans(opened, "user_settings.user_id", "re-point", 1, value)
            row = replace(step.rows[0], key=(str(key),), fingerprint=str(print_), before="7")
            step = replace(step, kind="surplus", subject="user_settings", rows=(row,))
        plan = plan_of(opened, step)
        return apply(opened, plan, plan.digest, "Ada").run


def _restored_by_hand(pair: Held, run: str, key: int) -> None:
    """Let a run have restored one user more."""
    last = f"(select max(number) from {trail.BATCHES})"
    entry = f"""(select (select max(number) + 1 from {trail.CHANGES}) as number, run, step,
        {last} + 1 as batch, planned, 'user'::text as table_name, 'mvpw5_664'::text as relation,
        jsonb_build_object('id', {key}) as key, 'restore'::text as action, reference, reason, decision, actor,
        now() as at, null::jsonb as before,
        (select to_jsonb(t) from mvpw5_664 t where id = {key}) as after
        from {trail.CHANGES} where run = '{run}')"""
    hashed = trail.batch_hash("b.hash", "c.run", "c.step", "c.hash")
    pair.plant(
        f"insert into mvpw5_664 (id) values ({key})",
        trail.log(entry),
        f"insert into {trail.BATCHES} select b.number + 1, c.run, c.step, c.number, c.number, 0, now(),"
        f" b.hash, {hashed} from {trail.BATCHES} b, {trail.CHANGES} c where b.number = {last}"
        f" and c.number = (select max(number) from {trail.CHANGES})",
    )


def test_a_run_of_which_the_archive_lost_a_row_is_not_put_back(held: Held, tmp_path: Path) -> None:
    """The log says so and ends with 1, restore is refused before it writes; another run's loss is not its."""
    run, other = _set_null(held), _re_pointed(held, "7")
    held.plant(
        f"delete from {trail.typed('mvpw5_664')} where {trail.NUMBER}"
        f" = (select min(number) from {trail.CHANGES} where run = '{run}')"
    )
    told = Commands(held.pair.folder, tmp_path)("log")
    assert (told.code, "unbroken" in told.out) == (1, False)
    lost = "rows of mvpw5_664 that are not in the archive as they were: 1 (1)"
    assert f"✕ {lost}" in told.out.splitlines()
    now = state(held)
    with pytest.raises(RepairRefused, match="repair-archive-broken: the archive was altered: ") as refused:
        put_back(held, run)
    assert lost in str(refused.value)
    assert (state(held), held.value(f"select count(*) from {trail.RUNS}")) == (now, 2)
    assert put_back(held, other).left == ()
    reader = held.value(
        "select grantee from information_schema.role_table_grants where table_schema ="
        f" '{trail.SCHEMA}' and table_name = 'runs' and grantee like '%_reader'"
    )
    held.plant(f"revoke select on {trail.typed('mvpw5_664')} from {reader}")
    told = Commands(held.pair.folder, tmp_path)("log")
    assert (told.code, told.err.partition(": ")[0]) == (2, "repair-archive-unreadable")


def test_what_others_changed_while_the_repair_was_at_work_is_not_the_restores(held: Held) -> None:
    """A row that apply left out keeps its table from being as before, and the reason is told."""
    row: list[object] = []

    def meddle() -> None:
        if not row:
            row.append(held.value(f"select (document#>>'{{steps,0,rows,2,key,0}}')::int from {trail.RUNS}"))
            held.plant(f"update mvpw5_664 set team_id = coalesce(team_id, 0) + 1 where id = {row[0]}")

    run = _set_null(held, meddle)
    assert held.value(f"select jsonb_array_length(left_out) from {trail.RUNS}") == 1
    back = put_back(held, run)
    assert (back.left, back.unlike, back.moved, back.meanwhile) == ((), *[("user",)] * 3)
    (said,) = [line for line in way_back(back, 1.0) if "not as before" in line]
    assert said.startswith("? ")
    assert said.endswith(" user: others changed rows of it while the repair was at work")


def _set_null(pair: Held, meanwhile: Callable[[], None] = lambda: None) -> str:
    """Let a run set three users' agents to NULL, and others do something after its first two rows."""

    def tell(step: str, count: int, total: int) -> None:
        if count == PACE.first:
            meanwhile()

    with pair.opened() as opened:
        plan = plan_of(opened, orphans(opened, "user.agent_id", "set-null", 3))
        return apply(opened, plan, plan.digest, "Ada", tell).run


def _ends(pair: Held) -> list[str]:
    """What the log says of each run behind its time."""
    with pair.opened() as opened:
        told = [line for line in lines(read_log(opened.v2.connection)) if " by " in line]
    return [re.sub(r"^.* UTC(, [\d,]+ s)?", "", line) for line in told]


def test_a_run_that_was_killed_is_not_at_work(held: Held) -> None:
    """Running is told only while somebody has the turn, and then of the newest."""
    _set_null(held)
    _re_pointed(held, "7")
    held.plant(f"update {trail.RUNS} set state = 'running', ended = null")
    assert _ends(held) == [" · not finished"] * 2
    with psycopg.connect(held.pair.owner) as connection:
        archive.take_turn(connection)
        assert _ends(held) == [" · not finished", " · running"]


def test_one_is_told_as_one() -> None:
    """One change in one batch; one row without a speed that says 0."""
    run = archive.Run(
        "R1", "apply", "", "d", "Ada", "d", "p", "m", "stopped", datetime(2026, 11, 22, tzinfo=UTC), None
    )
    told = list(lines(Log((LoggedRun(run, {"set-null": 1}),), 1, 1, "f")))
    assert told[0] == "R1  apply by Ada, 2026-11-22 00:00:00 UTC · stopped"
    assert told[-1].startswith("✓ 1 change in 1 batch, each")
    back = Restored("R1", "R2", 1, (LeftOut("user", ("7",), "it is no longer there"),))
    assert list(way_back(back, 6))[1:3] == [
        "  put back       1 row in 6 s",
        "✕ left           user: row 7: it is no longer there",
    ]
