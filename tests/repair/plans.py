"""A small plan that holds one of everything, for tests that need no database."""

from cutover.repair.plan import Cascade, Loss, Pace, Plan, Row, Step

RE_POINTED = Step(
    kind="orphans",
    subject="user.agent_id",
    action="re-point",
    domain="user",
    table="user",
    column="agent_id",
    absence="never in V1",
    reason="V1 says another agent",
    count=2,
    rows=(Row(("7",), "a" * 32, "9000007", "12"), Row(("8",), "b" * 32, "9000008", "13")),
)
EMPTIED = Step(
    kind="orphans",
    subject="income.transaction_id",
    action="set-null",
    domain="transaction",
    table="income",
    column="transaction_id",
    absence="deleted in V1 since",
    reason="its transaction is gone, the money is not",
    risk="high",
    financial=True,
    count=1,
    rows=(Row(("41",), "c" * 32, "9000041", None, decision="kept: 1,200.00 paid in March, key set to NULL"),),
    loss=Loss(values=1),
)
QUARANTINED = Step(
    kind="surplus",
    subject="network_hierarchy",
    action="quarantine",
    domain="network",
    table="network_hierarchy",
    reason="V1 does not know it <script>alert(1)</script>",
    risk="medium",
    count=1,
    rows=(
        Row(
            ("5",),
            "d" * 32,
            cascade=(Cascade("network_member", ("9",), "e" * 32, "network_member.network_id"),),
        ),
    ),
    loss=Loss(rows=2),
)
RESTORED = Step(
    kind="missing",
    subject="audit_logs.audit_logs",
    action="restore",
    domain="other",
    table="audit_logs",
    source="audit_logs",
    reason="the fields do not align",
    count=48_600,
    ranges=("1-48600",),
    content="f" * 64,
    pace=Pace(first=1000, batch=5000, smallest=2000),
)


def small_plan() -> Plan:
    """Return a plan of four steps, one of each kind of action."""
    return Plan(
        pair="twin as-found, scale 0.02",
        database="7412345678901234567/twin_clone",
        manifest="sha256:" + "0" * 64,
        made="2026-11-22T01:00:00Z",
        steps=(RE_POINTED, EMPTIED, QUARANTINED, RESTORED),
        found={
            "orphans/user.agent_id": 3,
            "orphans/income.transaction_id": 2,
            "surplus/network_hierarchy": 1,
            "missing/audit_logs.audit_logs": 48_600,
        },
        waived={"orphans/income.transaction_id": 1},
        left={"orphans/user.agent_id": "Ada decided to leave row 9 until Monday"},
    )
