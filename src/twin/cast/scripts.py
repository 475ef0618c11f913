"""Faults in the workers' scripts: V2 answers right, what is written down of a worker is not."""

from twin.faults import ScriptFault

SCRIPTS = (
    ScriptFault(
        "script-cut-short",
        "The last brace of a script is missing.",
        "LeadsFunnel",
        "  response = $answer\n}",
        "  response = $answer\n",
        must_fail=("workers/LeadsFunnel.static",),
    ),
    ScriptFault(
        "script-without-response",
        "A worker answers nothing where it has found something.",
        "TransactionTotals",
        "else {\n        var $answer {",
        "else {\n        var $total {",
        must_fail=("workers/TransactionTotals.static",),
    ),
    ScriptFault(
        "script-undefined-variable",
        "A worker asks for an agent that nobody looked up.",
        "NetworkTiers",
        "$viewer.agent_id",
        "$veiwer.agent_id",
        must_fail=("workers/NetworkTiers.static",),
    ),
    ScriptFault(
        "script-unhandled-call",
        "A query that fails brings its worker down.",
        "RevenueYtd",
        "    try_catch {",
        '    db.query "income" as $all\n\n    try_catch {',
        must_fail=("workers/RevenueYtd.static",),
    ),
    ScriptFault(
        "script-wrong-output",
        "A worker gives a list where a page is promised.",
        "TransactionsList",
        ", paging: {page: $input.page, per_page: $input.per_page, totals: true}",
        "",
        must_fail=("workers/TransactionsList.static",),
    ),
    ScriptFault(
        "script-wrong-input",
        "A worker takes a text where a number is promised.",
        "HomeKpis",
        "int user_id",
        "text user_id",
        must_fail=("workers/HomeKpis.static",),
    ),
)
