# ruff: noqa: E501 - the table of mistakes reads as a table: one line, one row
"""Every kind of mistake: what is spoiled, and where and how it is told."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from cutover.manifest import CODES, ManifestError, Problem, load_migration, read_folder

TODAY = date(2026, 11, 21)
USER, LOGS, CALLS = "tables/user.yaml", "tables/audit_logs.yaml", "tables/fub_calls.yaml"
WORKERS, HELPERS, JOBS = "functions/workers.yaml", "functions/helpers.yaml", "functions/jobs.yaml"
LEGACY, DEMO, SCHEMA = "tables/legacy.yaml", "tables/demo.yaml", "schema.yaml"
LAST = "passing: 358}\n"
REPORT = (
    LAST
    + """\
report:
  phase: "1"
  score:
    - {name: all, weight: 100, criteria: [1/references, 1/functions, 0/answers, 0/load, 0/signed]}
  sections:
    - {name: all, criteria: [0/answers]}
"""
)

REFS, ENDS, PAGES, PHASES = "references.yaml", "endpoints/users.yaml", "pages.yaml", "phases.yaml"
LOAD, REPAIR = "load.yaml", "repair.yaml"
LOGGED, MONEY = "{table: audit_logs, measure: id, per: [id]}", "financial: [user]\n"
DECIDED = 'decisions: {{user_settings.user_id: {{"7": {{action: {}, reason: a test, by: Ada}}}}}}\n'
APPROVERS = "approvers.yaml"
SHORT_RSA = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQCmTdJSjkd04H7aQc0OZQ3va53lswTcj8zaqXaBv7I86/iZubfNXQt1LO3Fi88LghIlvJ1vtJVODtWTdqntUrtOLsSgbmT6dh1m1gtmER4rMLIi7el+Ua+br75f784hvoJKVZTbrOywC0QSQUFJ7LFRm1hgVNFw6FNLuJyTnxPZUQ=="
WAIVERS, HEAD, TWIN, REAL, NEW = (
    "waivers.yaml",
    "migration.yaml",
    "environments/twin.yaml",
    "environments/real.yaml",
    "new_tables.yaml",
)


class Mistake(NamedTuple):
    """One spoiled text. `below` is how many lines under it the problem is told; `nearest` the name it offers."""

    name: str
    file: str
    old: str
    new: str
    code: str
    nearest: str = ""
    below: int = 0


# fmt: off
MISTAKES = [
    # the YAML itself
    Mistake("broken brackets", REFS, "{child: user_settings,", "{child: [user_settings,", "manifest-syntax"),
    Mistake("a tab", USER, "    id: 664", "\tid: 664", "manifest-syntax"),
    Mistake("one key twice", USER, "city: address.city", "city: address.city\n      city: town", "manifest-duplicate-key", below=1),
    Mistake("a list as key", USER, "city: address.city", "[city]: address.city", "manifest-wrong-type"),
    Mistake("a YAML tag", USER, "city: address.city", "city: !!python/name:os.system x", "manifest-wrong-type"),
    # repairs
    Mistake("a domain of nothing", REPAIR, "[user, logs]", "[user, logs, listing]", "manifest-unknown-domain"),
    Mistake("a domain twice", REPAIR, "[user, logs]", "[user, logs, user]", "manifest-name-twice"),
    Mistake("a domain misspelt", REPAIR, "{domain: logs", "{domain: log", "manifest-unknown-domain", "logs"),
    Mistake("a domain that the order lacks", REFS, "domain: user", "domain: users", "manifest-unknown-domain", "user"),
    Mistake("a V1 table that is none", REPAIR, "audit_logs:", "audit_log:", "manifest-unknown-table", "audit_logs"),
    Mistake("a V1 table that goes nowhere", REPAIR, "audit_logs:", "legacy:", "manifest-nothing-to-repair"),
    Mistake("a V1 table out of scope", REPAIR, "audit_logs:", "fub_calls:", "manifest-nothing-to-repair"),
    Mistake("a smallest batch above all", REPAIR, "smallest: 50}", "smallest: 501}", "manifest-wrong-value"),
    Mistake("a batch of nothing", REPAIR, "batch: 500", "batch: 0", "manifest-wrong-value"),
    Mistake("a surplus table that is none", REPAIR, "user_settings: {domain", "user_setings: {domain", "manifest-unknown-table", "user_settings"),
    Mistake("a surplus of a new table", REPAIR, "user_settings: {domain", "task_runs: {domain", "manifest-nothing-to-repair"),
    Mistake("money in no table", REPAIR, "financial: [user]", "financial: [usr]", "manifest-unknown-table", "user"),
    Mistake("a filled column that is mapped", REPAIR, "user.migrated_at: now()", "user.email: now()", "manifest-unknown-column", "user.migrated_at"),
    Mistake("a filled column misspelt", REPAIR, "user.migrated_at: now()", "user.migratd_at: now()", "manifest-unknown-column", "user.migrated_at"),
    Mistake("a filling that is no expression", REPAIR, "user.migrated_at: now()", "user.migrated_at: now(", "manifest-sql-broken"),
    Mistake("a sum of no table", REPAIR, "{table: audit_logs", "{table: audit_log", "manifest-unknown-table", "audit_logs"),
    Mistake("a sum of no column", REPAIR, "measure: id", "measure: action_id", "manifest-unknown-column", "action"),
    Mistake("a sum of texts", REPAIR, "measure: id", "measure: action", "manifest-wrong-value"),
    Mistake("a sum per no column", REPAIR, "per: [id]", "per: [xyz]", "manifest-unknown-column"),
    Mistake("a sum per nothing", REPAIR, "per: [id]", 'per: [" "]', "manifest-wrong-value"),
    Mistake("a sum through no reference", REPAIR, "per: [id]", "per: [id.city]", "manifest-unknown-reference"),
    Mistake("a sum by nothing of the parent", REPAIR, LOGGED, "{table: user_settings, measure: user_id, per: [user_id.ctiy]}", "manifest-unknown-column", "city"),
    Mistake("the month of a text", REPAIR, LOGGED, "{table: user_settings, measure: user_id, per: [month of user_id.city]}", "manifest-wrong-value"),
    Mistake("a decision of no reference", REPAIR, MONEY, MONEY + "decisions: {settings.user_id: {}}\n", "manifest-unknown-reference", "user_settings.user_id", 1),
    Mistake("a decision that leads nowhere", REPAIR, MONEY, MONEY + DECIDED.format("re-point"), "manifest-decision", "", 1),
    Mistake("a decision with a needless end", REPAIR, MONEY, MONEY + DECIDED.format("leave, to: x"), "manifest-decision", "", 1),
    Mistake("NULL where it may not be", REPAIR, MONEY, MONEY + DECIDED.format("set-null"), "manifest-decision", "", 1),
    Mistake("an action that is none", REPAIR, MONEY, MONEY + DECIDED.format("quarantin"), "manifest-wrong-value", "quarantine", 1),
    # functions
    Mistake("a function without endpoint", WORKERS, "UsersDetail:", "UserDetail:", "manifest-unknown-function", "Workers/UsersDetail"),
    Mistake("a route that is none", WORKERS, "run: users.rename", "run: users.renam", "manifest-unknown-endpoint", "users.rename"),
    Mistake("a route that takes no name", WORKERS, "run: users.rename", "run: users.detail", "manifest-function-route"),
    Mistake("two answers", WORKERS, "    answers: object", "    equals: 1\n    answers: object", "manifest-function-answer", below=-3),
    Mistake("no answer", HELPERS, ", equals: a-b}", "}", "manifest-function-answer"),
    Mistake("keys of no object", WORKERS, "answers: object", "answers: text", "manifest-function-answer", below=-3),
    Mistake("a kind of another file", WORKERS, "kind: Workers", "kind: Helpers", "manifest-file-name"),
    Mistake("an input from nowhere", WORKERS, "endpoint: users.list", "endpoint: users.lst", "manifest-unknown-endpoint", "users.list"),
    Mistake("an input from a write", WORKERS, "endpoint: users.list", "endpoint: users.rename", "manifest-writing-example"),
    Mistake("an input that the endpoint lacks", WORKERS, "input: {id:", "input: {ident:", "manifest-unknown-parameter", "id"),
    Mistake("a rule for nobody", JOBS, "groups: jobs", "groups: job", "manifest-derives-nothing", "jobs"),
    Mistake("fields of no object", JOBS, "  answers: object", "  answers: list", "manifest-function-answer", below=-2),
    Mistake("no value to hold", JOBS, "[queued, waiting]", "[]", "manifest-wrong-value"),
    # API groups
    Mistake("an endpoint of no group", ENDS, "v2: /api:v2/users/rename", "v2: /api:v3/users/rename", "manifest-unpublished-api", "/api:v2"),
    Mistake("two groups of one API", HEAD, 'admin: {api: "/api:admin"', 'admin: {api: "/api:v2"', "manifest-name-twice"),
    Mistake("a document that is no path", HEAD, 'document: "/apispec:v2', 'document: "https://host/apispec:v2', "manifest-wrong-value"),
    Mistake("a token of a document", REAL, "  requests_per_second: 2.5\n", "  published: {app: \"/apispec:v2?token=x\"}\n  requests_per_second: 2.5\n", "manifest-plain-secret"),
    # the shape of values
    Mistake("unknown key", USER, "when: privacy_mode", "wen: privacy_mode", "manifest-unknown-key", "when"),
    Mistake("unknown key of a column", USER, "tolerance: 0.001", "tolerence: 0.001", "manifest-unknown-key", "tolerance"),
    Mistake("unknown key of a file", USER, "dropped:", "droped:", "manifest-unknown-key", "dropped"),
    Mistake("a name given twice over", USER, "    id: 667", "    name: user_settings\n    id: 667", "manifest-unknown-key"),
    Mistake("a key that the name says", ENDS, "title: One user", "group: users\n    title: One user", "manifest-unknown-key"),
    Mistake("missing key", USER, "    id: 667\n", "", "manifest-missing-key", below=-1),
    Mistake("missing worker", ENDS, "    worker: Workers/UsersRename\n", "", "manifest-missing-key", below=-5),
    Mistake("text for a number", USER, "id: 41", 'id: "41"', "manifest-wrong-type"),
    Mistake("number for text", HEAD, "name: small", "name: 5", "manifest-wrong-type"),
    Mistake("text for a list", ENDS, "measures: [volume]", "measures: volume", "manifest-wrong-type"),
    Mistake("list for a mapping", USER, "columns: {privacy_mode: privacy_mode}", "columns: [a]", "manifest-wrong-type"),
    Mistake("text for a mapping", CALLS, "{id: 820, columns: {outcome: outcome}}", "fub", "manifest-wrong-type"),
    Mistake("yes is not true", USER, "personal: true", "personal: yes", "manifest-wrong-type"),
    Mistake("not one of", LOGS, "counts: exact", "counts: exactly", "manifest-wrong-value", "exact"),
    Mistake("not one of the methods", ENDS, "method: POST", "method: POTS", "manifest-wrong-value", "POST"),
    Mistake("below zero", USER, "tolerance: 0.001", "tolerance: -1", "manifest-wrong-value"),
    Mistake("a name with a blank", LOGS, "      action:", "      my action:", "manifest-wrong-value"),
    Mistake("an empty reason", USER, "replaced by preferences", '" "', "manifest-wrong-value"),
    Mistake("a duration without unit", PHASES, "fresh_for: 24h", "fresh_for: 24", "manifest-wrong-type"),
    Mistake("a mapping where a value belongs", USER, "empty: false", "empty: {a: 1}", "manifest-wrong-type"),
    # declared differences
    Mistake("a difference that is none", ENDS, "is: email, as: text, ", "", "manifest-difference-says-nothing"),
    Mistake("a predicate that asks nothing", ENDS, "{within: 60000}", "{}", "manifest-difference-says-nothing"),
    Mistake("absent and compared", ENDS, "is: email, as: text", "as: text, absent: V2", "manifest-difference-twice"),
    Mistake("exact and by a predicate", ENDS, "is: email, as: text", "as: text, allow: {within: 1}", "manifest-difference-twice"),
    Mistake("one field twice", ENDS, '{field: "items[].note"', '{field: "items[].mail"', "manifest-difference-twice"),
    Mistake("two fields at one place", ENDS, 'items[].note", allow: {equal_after: [trim]}', 'items[].note", is: email', "manifest-difference-twice"),
    Mistake("unstable and different", ENDS, "field: asked_at", 'field: "items[].note"', "manifest-difference-twice"),
    Mistake("moved out of its list", ENDS, "is: email, as", "is: owner.email, as", "manifest-difference-place"),
    Mistake("moved to where it is", ENDS, "is: email, as", "is: mail, as", "manifest-difference-place"),
    Mistake("a wildcard", ENDS, '"items[].note"', '"items[].*"', "manifest-wrong-value"),
    Mistake("a type that is none", ENDS, "as: text, ", "as: txt, ", "manifest-wrong-value", "text"),
    Mistake("no reason to differ", ENDS, ", reason: V2 trims", "", "manifest-missing-key"),
    Mistake("an unknown cleaning", ENDS, "[trim]", "[trim, strip]", "manifest-wrong-value", "trim"),
    Mistake("a key by a predicate", ENDS, '"items[].note"', '"items[].id"', "manifest-difference-of-a-key"),
    Mistake("an unstable key", ENDS, "field: asked_at", 'field: "items[].id"', "manifest-difference-of-a-key"),
    Mistake("two tolerances of a field", ENDS, "{decimals: 2}", "{decimals: 2, absolute: 1}", "manifest-tolerance"),
    Mistake("a measure with its own tolerance", ENDS, "{share: {", "{volume: {", "manifest-measure-and-money"),
    # tolerances
    Mistake("a tolerance of nothing", USER, "tolerance: 0.001", "tolerance: {}", "manifest-tolerance"),
    Mistake("a tolerance of two kinds", USER, "tolerance: 0.001", "tolerance: {absolute: 1, relative: 0.1}", "manifest-tolerance"),
    Mistake("a tolerance misspelt", USER, "tolerance: 0.001", "tolerance: {relativ: 0.1}", "manifest-unknown-key", "relative"),
    Mistake("a tolerance of zero", USER, "tolerance: 0.001", "tolerance: 0", "manifest-wrong-value"),
    Mistake("a share above all", USER, "tolerance: 0.001", "tolerance: {relative: 5}", "manifest-wrong-value"),
    Mistake("half a decimal", USER, "tolerance: 0.001", "tolerance: {decimals: 1.5}", "manifest-wrong-type"),
    Mistake("truncated to seconds", USER, "tolerance: 0.001", "tolerance: {truncated: sec}", "manifest-wrong-value"),
    Mistake("a number cut to milliseconds", USER, "tolerance: 0.001", "tolerance: {truncated: ms}", "manifest-tolerance"),
    Mistake("decimals that V2 does not keep", USER, "tolerance: 0.001", "tolerance: {decimals: 2}", "manifest-tolerance"),
    Mistake("texts that are near", USER, "city: address.city", "city: {from: address.city, tolerance: 1}", "manifest-tolerance"),
    Mistake("a constant that is near", USER, "{from: balance, tolerance: 0.001}", "{value: 1, tolerance: 0.001}", "manifest-tolerance"),
    Mistake("a key that is near", USER, "{privacy_mode: privacy_mode}", "{privacy_mode: privacy_mode, user_id: {from: id, tolerance: 1}}", "manifest-tolerance"),
    Mistake("a first case to be refused", ENDS, "{name: all}", "{name: all, refused: 404}", "manifest-first-case-refused"),
    Mistake("refused with a success", ENDS, "status: active}}", "status: active}, refused: 200}", "manifest-wrong-value"),
    # what an import left open
    Mistake("a worker to decide", ENDS, "Workers/UsersRename", "to decide", "manifest-undecided"),
    Mistake("a path to decide", ENDS, "v1: /api:v1/users/rename", "v1: to decide", "manifest-undecided"),
    Mistake("an example to decide", ENDS, "type: text, one_of", "type: to decide, one_of", "manifest-undecided"),
    Mistake("a column to decide", USER, "city: address.city", "city: to decide", "manifest-undecided"),
    Mistake("a reason to decide", USER, "replaced by preferences", "to decide", "manifest-undecided"),
    # tables
    Mistake("no source", USER, "{from: balance, tolerance: 0.001}", "{tolerance: 0.001}", "manifest-column-source"),
    Mistake("two sources", USER, "{from: balance, tolerance: 0.001}", "{from: balance, value: 1}", "manifest-column-source"),
    Mistake("sql without value", LOGS, "lower({value})", "lower(value)", "manifest-sql-without-value"),
    Mistake("sql that is not closed", LOGS, "lower({value})", "lower({value}", "manifest-sql-broken"),
    Mistake("sql that closes too much", LOGS, "lower({value})", "lower({value})) or (true", "manifest-sql-broken"),
    Mistake("a text in sql that is not closed", LOGS, "lower({value})", "lower({value}) || 'x", "manifest-sql-broken"),
    Mistake("two statements", LOGS, "lower({value})", "{value}; select 1", "manifest-sql-broken"),
    Mistake("a comment in sql", LOGS, "lower({value})", "{value} -- lower", "manifest-sql-broken"),
    Mistake("an unknown name in sql", LOGS, "lower({value})", "lower({value} || {item})", "manifest-sql-broken"),
    Mistake("mapped and dropped", USER, "legacy_theme:", "email:", "manifest-mapped-and-dropped"),
    Mistake("an object mapped and dropped", USER, "legacy_theme:", "address:", "manifest-mapped-and-dropped"),
    Mistake("a part mapped and dropped", USER, "legacy_theme:", "address.city:", "manifest-mapped-and-dropped"),
    Mistake("a table mapped and dropped", LOGS, "v2:", "dropped_table: old\nv2:", "manifest-mapped-and-dropped"),
    Mistake("column twice", USER, "new: {", "new: {email: x, ", "manifest-column-twice"),
    Mistake("key column twice", USER, "columns: {privacy_mode: privacy_mode}", "columns: {privacy_mode: privacy_mode, user_id: owner}", "manifest-column-twice"),
    Mistake("one V2 table, two ids", CALLS, "fub_calls:", "audit_logs: {id: 821}\n  fub_calls:", "manifest-table-id"),
    Mistake("one V2 id, two tables", USER, "id: 667", "id: 790", "manifest-table-id"),
    Mistake("one V1 id, two tables", CALLS, "id: 120", "id: 90", "manifest-table-id"),
    Mistake("one V1 table, two files", CALLS, "{table: fub_calls,", "{table: user,", "manifest-file-name"),
    Mistake("file named otherwise", CALLS, "{table: fub_calls,", "{table: fub_call,", "manifest-file-name", "fub_call"),
    Mistake("table goes nowhere", LEGACY, "dropped_table: nobody", "modelled: true #", "manifest-table-goes-nowhere", below=-1),
    Mistake("dropped and out of scope", LEGACY, "dropped_table:", "out_of_scope: old\ndropped_table:", "manifest-dropped-and-out-of-scope", below=1),
    Mistake("a scope to decide", DEMO, "samples stay behind", "to decide", "manifest-undecided"),
    Mistake("filter names no table", USER, "when: privacy_mode", 'owns: "id in (select id from {usr})"', "manifest-unknown-table", "user"),
    Mistake("settled by no field", USER, "dropped:", "settled: {field: legacy_them, older_than: 24h}\ndropped:", "manifest-unknown-field", "legacy_theme"),
    Mistake("settled by a part of a text", USER, "dropped:", "settled: {field: address.cty, older_than: 24h}\ndropped:", "manifest-unknown-field", "address.city"),
    Mistake("settled by the row's own id", USER, "dropped:", "settled: {field: id, older_than: 24h}\ndropped:", "manifest-unknown-field"),
    # new tables
    Mistake("a new table has a source", NEW, "task_runs:", "audit_logs: {id: 790, reason: x}\n  task_runs:", "manifest-new-table-has-source"),
    Mistake("a new table with another's id", NEW, "id: 900", "id: 790", "manifest-table-id"),
    Mistake("a new table without a reason", NEW, ", reason: V1 has no tasks", "", "manifest-missing-key"),
    # the columns of V2
    Mistake("table without columns", LOGS, "v2:", "v2:\n  ledger: {id: 791}", "manifest-table-without-columns", below=1),
    Mistake("new table without columns", NEW, "task_runs:", "job_queue: {id: 901, reason: x}\n  task_runs:", "manifest-table-without-columns"),
    Mistake("no columns at all", SCHEMA, "{id: bigint, action: text}", "{}", "manifest-wrong-value"),
    Mistake("table in schema.yaml misspelt", SCHEMA, "  audit_logs:", "  audit_log:", "manifest-unknown-table", "audit_logs"),
    Mistake("column in schema.yaml misspelt", SCHEMA, "action: text", "aktion: text", "manifest-column-without-source", "action"),
    Mistake("table of nobody", SCHEMA, "  audit_logs:", "  audits: {id: bigint}\n  audit_logs:", "manifest-unknown-table"),
    Mistake("column without type", USER, "city: address.city", "city: address.city\n      town: address.town", "manifest-column-without-type", below=1),
    Mistake("key column without type", USER, "match: {user_id: id}", "match: {user_id: id, place: position}", "manifest-column-without-type"),
    Mistake("column without source", SCHEMA, "balance:", "note: text, balance:", "manifest-column-without-source"),
    Mistake("own key without source", SCHEMA, "user_settings: {user_id", "user_settings: {id: integer, user_id", "manifest-column-without-source"),
    Mistake("a type's short name", SCHEMA, "timestamp with time zone", "timestamptz", "manifest-unknown-type", "timestamp with time zone"),
    Mistake("a type misspelt", SCHEMA, "privacy_mode: boolean", "privacy_mode: bolean", "manifest-unknown-type", "boolean"),
    Mistake("a short name with a length", SCHEMA, "character varying(80)", "varchar(80)", "manifest-unknown-type", "character varying"),
    Mistake("a precision without scale", SCHEMA, '"numeric(14,2)"', "numeric(14)", "manifest-unknown-type", "numeric"),
    Mistake("a length that is none", SCHEMA, "privacy_mode: boolean", "privacy_mode: boolean(1)", "manifest-unknown-type", "boolean"),
    Mistake("a number for a type", SCHEMA, "privacy_mode: boolean", "privacy_mode: 5", "manifest-wrong-type"),
    # references
    Mistake("unknown child", REFS, "child: user_settings", "child: user_setings", "manifest-unknown-table", "user_settings"),
    Mistake("unknown parent", REFS, "parent: user", "parent: uesr", "manifest-unknown-table", "user"),
    Mistake("unknown column", REFS, "column: user_id", "column: usr_id", "manifest-unknown-column", "user_id"),
    Mistake("unknown parent column", REFS, "domain: user", "parent_column: emial, domain: user", "manifest-unknown-column", "email"),
    Mistake("a reference left out", REFS, "domain: user}", "domain: user}\nnot_covered:\n  - {reason: so, columns: [user_settings.user_id]}", "manifest-covered-and-not", below=2),
    Mistake("a hierarchy of two kinds", REFS, "domain: user}", "domain: user}\nhierarchies:\n  tree: {table: user, above: city, level: id}", "manifest-hierarchy", below=2),
    Mistake("unknown column of several", REFS, "column: user_id", "column: [user_id, usr_id], parent_column: [id, email]", "manifest-unknown-column", "user_id"),
    Mistake("unknown parent column of several", REFS, "column: user_id", "column: [user_id, privacy_mode], parent_column: [id, emial]", "manifest-unknown-column", "email"),
    Mistake("columns without their parents", REFS, "column: user_id", "column: [user_id, privacy_mode]", "manifest-reference-columns"),
    Mistake("no column at all", REFS, "column: user_id", "column: []", "manifest-wrong-value"),
    Mistake("deleted by an unknown column", REFS, "domain: user", "deleted: migrated, domain: user", "manifest-unknown-column", "migrated_at"),
    Mistake("reference twice", REFS, "domain: user}", "domain: user}\n  - {child: user_settings, column: user_id, parent: user, domain: user}", "manifest-name-twice", below=1),
    # endpoints
    Mistake("group named otherwise", ENDS, "group: users", "group: user", "manifest-file-name", "user"),
    Mistake("route twice in V1", ENDS, "v1: /api:v1/users/{id}", "v1: /api:v1/users", "manifest-route-twice"),
    Mistake("route twice in V2", ENDS, "v2: /api:v2/users/{id}", "v2: /api:v2/users", "manifest-route-twice"),
    Mistake("path without parameter", ENDS, "v1: /api:v1/users/{id}", "v1: /api:v1/users/{ident}", "manifest-unknown-parameter", "id"),
    Mistake("path parameter in the query", ENDS, "{in: path,", "{in: query,", "manifest-parameter-place"),
    Mistake("parameter in no path", ENDS, "{in: query,", "{in: path, example: active,", "manifest-parameter-place"),
    Mistake("unknown parameter of a case", ENDS, "with: {status: active}", "with: {statsu: active}", "manifest-unknown-parameter", "status"),
    Mistake("value that is none of", ENDS, "with: {status: active}", "with: {status: activ}", "manifest-wrong-value", "active"),
    Mistake("value of another type", ENDS, "with: {status: active}", "with: {status: 5}", "manifest-wrong-type"),
    Mistake("case twice", ENDS, "name: only active", "name: all", "manifest-name-twice"),
    Mistake("no example", ENDS, ", example: {endpoint: users.list, take: items.0.id}", "", "manifest-missing-example", below=-7),
    Mistake("example of unknown", ENDS, "endpoint: users.list", "endpoint: users.lst", "manifest-unknown-endpoint", "users.list"),
    Mistake("example of a writer", ENDS, "endpoint: users.list", "endpoint: users.rename", "manifest-writing-example"),
    Mistake("example of itself", ENDS, "endpoint: users.list", "endpoint: users.detail", "manifest-example-cycle"),
    Mistake("cases by an unknown rule", ENDS, "    rows: items\n", "    rows: items\n    derive: {only: [sort], reason: x}\n", "manifest-wrong-value", "sorts", below=1),
    Mistake("cases left out for no reason", ENDS, "    rows: items\n", "    rows: items\n    derive: {only: []}\n", "manifest-missing-key", below=1),
    Mistake("key without rows", ENDS, "users: [60]", "key: id\n    users: [60]", "manifest-key-without-rows"),
    Mistake("measure and money", ENDS, "measures: [volume]", "money: [volume]\n    measures: [volume]", "manifest-measure-and-money", below=1),
    Mistake("a list that aligns in two ways", ENDS, "{key: id}}", "{key: id, align: position}}", "manifest-list-alignment"),
    Mistake("a list that aligns in no way", ENDS, "{key: id}}", "{}}", "manifest-list-alignment"),
    Mistake("a list that aligns otherwise", ENDS, "multiset,", "multyset,", "manifest-wrong-value", "multiset"),
    Mistake("sorted by an unknown parameter", ENDS, "order: {default: name desc}", "order: {by: state, default: name desc}", "manifest-unknown-parameter", "status"),
    Mistake("sorted in no direction", ENDS, "default: name desc", "default: name down", "manifest-wrong-value"),
    Mistake("pages by an unknown parameter", ENDS, "order: {default: name desc}", "pages: {page: stat, size: status}", "manifest-unknown-parameter", "status"),
    Mistake("a filter of an unknown parameter", ENDS, "filters: {status: status}", "filters: {statsu: status}", "manifest-unknown-parameter", "status"),
    Mistake("a filter that compares otherwise", ENDS, "filters: {status: status}", "filters: {status: {field: status, is: equal}}", "manifest-wrong-value", "equals"),
    Mistake("whose rows of no list", ENDS, "users: [60]", "scope: {of: own}\n    users: [60]", "manifest-relation-without-rows"),
    Mistake("rows of nobody", ENDS, "scope: {of: team,", "scope: {of: teams,", "manifest-wrong-value", "team"),
    Mistake("sums of unknown details", ENDS, "sums: {of: users.list", "sums: {of: users.lst", "manifest-unknown-endpoint", "users.list"),
    Mistake("sums of a writer", ENDS, "sums: {of: users.list", "sums: {of: users.rename", "manifest-writing-example"),
    Mistake("sums of no list", ENDS, "sums: {of: users.list", "sums: {of: users.detail", "manifest-relation-without-rows"),
    Mistake("sums by an unknown parameter", ENDS, "count: {users: {}}", "count: {users: {}}, where: {status: {parameter: state}}", "manifest-unknown-parameter", "status"),
    Mistake("a user who sees nobody known", HEAD, "role: team owner}", "role: team owner, sees: [61]}", "manifest-unknown-user", "60"),
    Mistake("unknown user of an endpoint", ENDS, "users: [60]", "users: [61]", "manifest-unknown-user", "60"),
    Mistake("a trace in unknown", ENDS, "seen_in: users.list", "seen_in: users.lst", "manifest-unknown-endpoint", "users.list"),
    Mistake("a trace in a writer", ENDS, "seen_in: users.list", "seen_in: users.rename", "manifest-writing-example"),
    Mistake("a trace of a read", ENDS, "users: [60]", "leaves: {seen_in: users.list, at: itemsTotal, becomes: 1}\n    users: [60]", "manifest-trace-of-a-read"),
    Mistake("a trace asked otherwise", ENDS, "with: {status: archived}, at", "with: {statsu: active}, at", "manifest-unknown-parameter", "status"),
    Mistake("a trace out of V1", ENDS, "with: {status: archived}, at", "with: {status: {endpoint: users.list, take: a}}, at", "manifest-wrong-type"),
    # pages
    Mistake("unknown endpoint of a page", PAGES, "users.detail]", "users.detail, users.details]", "manifest-unknown-endpoint", "users.detail"),
    Mistake("figure of an unknown endpoint", PAGES, "endpoint: users.list", "endpoint: users.lst", "manifest-unknown-endpoint", "users.list"),
    Mistake("figure of an unknown case", PAGES, "case: all", "case: al", "manifest-unknown-case", "all"),
    Mistake("figure taken in no way", PAGES, "take: itemsTotal", "take: sum itemsTotal", "manifest-figure"),
    Mistake("figure over rows that are none", PAGES, "take: volume", "take: sum(volume)", "manifest-figure"),
    Mistake("figure that chooses without rows", PAGES, "take: volume", "take: volume, where: {active: true}", "manifest-figure"),
    Mistake("figure that measures nothing", PAGES, "is: measure", "is: mesure", "manifest-wrong-value", "measure"),
    Mistake("figure twice", PAGES, "name: Volume", "name: Users", "manifest-name-twice"),
    Mistake("page asks a writer", PAGES, "users.detail]", "users.detail, users.rename]", "manifest-writing-example"),
    Mistake("page asks twice", PAGES, "users.detail]", "users.detail, users.list]", "manifest-name-twice"),
    Mistake("empty page", PAGES, "[users.list, users.detail]\n    figures:\n      - {name: Users, endpoint: users.list, case: all, take: itemsTotal}\n      - {name: Volume, endpoint: users.detail, take: volume, is: measure}\n", "[]\n", "manifest-page-without-endpoints", below=-1),
    Mistake("page twice", PAGES, "pages:", "pages:\n  - {name: home, endpoints: [users.list]}", "manifest-name-twice", below=2),
    # load
    Mistake("stage of no users", LOAD, "users: 10,", "users: 0,", "manifest-wrong-value"),
    Mistake("stage of too few users", LOAD, "users: 10,", "users: 1,", "manifest-wrong-value"),
    Mistake("stage without time", LOAD, "duration: 60s", "duration: 0s", "manifest-wrong-value"),
    Mistake("two stages of one size", LOAD, "users: 50", "users: 10", "manifest-name-twice"),
    Mistake("unknown key of a stage", LOAD, "duration: 15m, memory", "duration: 15m, memmory", "manifest-unknown-key", "memory"),
    Mistake("a stage tells its own length", LOAD, "duration: 60s", "duration: 60s, lasts: 5s", "manifest-unknown-key"),
    Mistake("step of two things", LOAD, "{page: home}", "{page: home, ask: login}", "manifest-load-step"),
    Mistake("unknown page of a step", LOAD, "{page: home}", "{page: hom}", "manifest-unknown-page", "home"),
    Mistake("unknown endpoint of a step", LOAD, "{ask: users.list, with: {status: active}}", "{ask: users.list}\n      - {ask: users.lst}", "manifest-unknown-endpoint", "users.list", below=1),
    Mistake("unknown parameter of a step", LOAD, "{status: active}", "{statsu: active}", "manifest-unknown-parameter", "status"),
    Mistake("taken from nowhere", LOAD, "endpoint: users.list", "endpoint: users.detail", "manifest-missing-example", "users.list"),
    Mistake("shows an unknown parameter", LOAD, "parameter: id", "parameter: ids", "manifest-unknown-parameter", "id"),
    Mistake("pause the wrong way round", LOAD, "to: 2s", "to: 0.5s", "manifest-wrong-value"),
    Mistake("unknown user of a workflow", LOAD, "again\n    users: [60]", "again\n    users: [61]", "manifest-unknown-user", "60", below=1),
    # phases
    Mistake("unknown phase", PHASES, 'needs: ["0"]', 'needs: ["00"]', "manifest-unknown-phase", "0"),
    Mistake("phases in a circle", PHASES, "needs: []", 'needs: ["0"]', "manifest-phase-cycle"),
    Mistake("phase twice", PHASES, '"1"\n    name: Foreign keys\n    needs: ["0"]', '"0"\n    name: x\n    needs: []', "manifest-name-twice"),
    Mistake("phase as a number", PHASES, 'id: "1"', "id: 1", "manifest-wrong-type"),
    Mistake("criterion twice", PHASES, "id: load,", "id: answers,", "manifest-name-twice"),
    Mistake("no criteria", PHASES, "      - {id: references, checks: [\"references/*\"], at_least: 1}\n      - {id: functions, checks: [\"functions/*\"], at_least: 376, passing: 358}\n", "      []\n", "manifest-wrong-value", below=-1),
    Mistake("unknown area", PHASES, "answers/*", "anwsers/*", "manifest-unknown-area", "answers"),
    Mistake("no area", PHASES, "load/gate-10", "gate-10", "manifest-unknown-area"),
    Mistake("attestation as a check", PHASES, "load/gate-10", "attested/x", "manifest-unknown-area"),
    Mistake("unknown check", PHASES, "references/*", "references/user_setings.*", "manifest-unknown-check", "references/user_settings.user_id"),
    Mistake("asks nothing", PHASES, ", checks: [load/gate-10]", "", "manifest-criterion-asks-nothing"),
    Mistake("asks two things", PHASES, "attested: frontend-signed", "attested: a, checks: [load/x]", "manifest-criterion-asks-nothing"),
    Mistake("report of an unknown phase", PHASES, LAST, REPORT.replace('phase: "1"', 'phase: "2"'), "manifest-unknown-phase", below=2),
    Mistake("report of an unknown criterion", PHASES, LAST, REPORT.replace("all, criteria: [0/answers", "all, criteria: [0/answer"), "manifest-unknown-criterion", "0/answers", below=6),
    Mistake("weights below 100", PHASES, LAST, REPORT.replace("100", "99"), "manifest-score", below=3),
    Mistake("score without a criterion", PHASES, LAST, REPORT.replace("0/load, ", ""), "manifest-score", below=3),
    Mistake("criterion scored twice", PHASES, LAST, REPORT.replace("0/signed]", "0/signed, 0/load]"), "manifest-score", below=4),
    Mistake("more passing than checks", PHASES, "passing: 358", "passing: 377", "manifest-wrong-value"),
    Mistake("demands none", PHASES, "at_least: 2", "at_least: 0", "manifest-wrong-value"),
    # approvers
    Mistake("a private key", APPROVERS, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIRdCP8yy5ksJXH8we6zlhcqd9+jSerTXzMtBRtQJSOk ada", "-----BEGIN OPENSSH PRIVATE KEY-----", "manifest-approver-key"),
    Mistake("a key that is cut off", APPROVERS, "AAAAC3NzaC1lZDI1NTE5AAAAIIRdCP8yy5ksJXH8we6zlhcqd9+jSerTXzMtBRtQJSOk ada", "AAAAC3NzaC1lZDI1NTE5AAAAIIRdCP8yy5ksJXH8we6zlhcqd9+jSerTXzMtBRtQ ada", "manifest-approver-key"),
    Mistake("a key of another kind", APPROVERS, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIRdCP8yy5ksJXH8we6zlhcqd9+jSerTXzMtBRtQJSOk", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIIRdCP8yy5ksJXH8we6zlhcqd9+jSerTXzMtBRtQJSOk", "manifest-approver-key"),
    Mistake("a key that is no key", APPROVERS, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIRdCP8yy5ksJXH8we6zlhcqd9+jSerTXzMtBRtQJSOk", "ssh-dss AAAAC3NzaC1lZDI1NTE5AAAAIIRdCP8yy5ksJXH8we6zlhcqd9+jSerTXzMtBRtQJSOk", "manifest-approver-key"),
    Mistake("a key of 1,024 bits", APPROVERS, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIRdCP8yy5ksJXH8we6zlhcqd9+jSerTXzMtBRtQJSOk ada", SHORT_RSA, "manifest-approver-key"),
    Mistake("a key that ends before it begins", APPROVERS, "2027-01-01T01:00:00+01:00", "2025-01-01T00:00:00Z", "manifest-approver-key"),
    Mistake("a moment without its zone", APPROVERS, "2027-01-01T01:00:00+01:00", "2027-01-01T00:00:00", "manifest-wrong-type"),
    Mistake("an address that is a pattern", APPROVERS, "email: grace@example.com", "email: '*@example.com'", "manifest-wrong-value"),
    Mistake("a name with a new line", APPROVERS, "name: Grace Example", 'name: "Grace\\nExample"', "manifest-wrong-value"),
    Mistake("a key of two people", APPROVERS, "AAAAC3NzaC1lZDI1NTE5AAAAIHU3FRuL2+gMSM6IGhS1Pm3F0Yl4OGENTc005PvDYxwv", "AAAAC3NzaC1lZDI1NTE5AAAAIIRdCP8yy5ksJXH8we6zlhcqd9+jSerTXzMtBRtQJSOk", "manifest-approver-twice"),
    Mistake("an address of two people", APPROVERS, "email: grace@example.com", "email: Ada@example.com", "manifest-approver-twice"),
    Mistake("a name of two people", APPROVERS, "name: Grace Example", "name: ADA", "manifest-approver-twice"),
    Mistake("a role that nobody asks for", APPROVERS, "roles: [data engineering]", "roles: [data enginering]", "manifest-approver-role", "data engineering"),
    Mistake("signatures on a measurement", PHASES, "at_least: 2}", "at_least: 2, signed_by: frontend}", "manifest-criterion-asks-nothing"),
    Mistake("one statement asked for twice", PHASES, '{id: references, checks: ["references/*"], at_least: 1}', "{id: again, says: x, attested: frontend-signed}", "manifest-statement-twice"),
    # waivers
    Mistake("waiver of unknown", WAIVERS, "tables/user", "tables/usre", "manifest-unknown-check", "tables/user"),
    Mistake("waiver of nothing", WAIVERS, "check: tables/user", "at_most: 3", "manifest-waiver-names-nothing"),
    Mistake("waiver of two things", WAIVERS, "check: tables/user", "check: tables/user\n    difference: orphans in a.b", "manifest-waiver-names-nothing"),
    Mistake("waiver approved under another name", WAIVERS, "approver: Grace", "approver: ADA@example.com", "manifest-waiver-self-approved"),
    Mistake("waiver that allows everything", WAIVERS, "check: tables/user", "check: tables/user\n    allow: {}", "manifest-difference-says-nothing", below=1),
    Mistake("waiver of no difference", WAIVERS, "check: tables/user", "check: tables/user\n    at_most: 0", "manifest-wrong-value", below=1),
    Mistake("waiver by pattern", WAIVERS, "tables/user", "tables/us*", "manifest-unknown-check", "tables/user"),
    Mistake("waiver too long", WAIVERS, "2026-12-01", "2026-12-06", "manifest-waiver-too-long"),
    Mistake("waiver without a day", WAIVERS, "2026-12-01", "soon", "manifest-wrong-type"),
    Mistake("waiver approved by oneself", WAIVERS, "approver: Grace", "approver: ada", "manifest-waiver-self-approved"),
    # environments
    Mistake("variable without a name", REAL, "env:V1_DATABASE", "env:V1 DATABASE", "manifest-wrong-value"),
    Mistake("start without a path", TWIN, "start:v1.api", '"start:"', "manifest-wrong-value"),
    Mistake("start without a command", REAL, "identity: V1 and V2", "identity: start:identity", "manifest-start"),
    Mistake("a real pair is started", REAL, "identity: V1 and V2", "identity: x\nstart: {command: [x], ready_within: 1s}", "manifest-start", below=1),
    Mistake("no address", REAL, "https://v1.example", "v1.example", "manifest-wrong-value"),
    Mistake("no TLS", REAL, "https://v1.example", "http://v1.example", "manifest-plain-http"),
    Mistake("no request limit", REAL, "  requests_per_second: 5\n", "", "manifest-no-limit", below=-4),
    Mistake("no statement limit", REAL, "  requests_per_second: 2.5\n  statement_timeout: 30s\n", "  requests_per_second: 2.5\n", "manifest-no-limit", below=-3),
    Mistake("a token in the open", REAL, '"env:V1_TOKEN_60"', "eyJhbGciOi", "manifest-plain-secret"),
    Mistake("a database password in the open", REAL, "env:V1_DATABASE", "postgresql://u:secret@h/x", "manifest-plain-secret"),
    Mistake("production that may be lost", TWIN, "  api: start:v1.api", "  production: true\n  api: start:v1.api", "manifest-wrong-value"),
    Mistake("V1 is written to", REAL, "database: env:V1_DATABASE", "writes_api: https://x.example", "manifest-v1-writes"),
    Mistake("unknown user of an environment", REAL, "60: {token", "61: {token", "manifest-unknown-user", "60"),
    Mistake("half a login", TWIN, ", password: keener-60", "", "manifest-credential"),
    Mistake("passwords without a login", TWIN, '  login: {method: POST, path: "/api:v1/login", token: authToken}\n', "", "manifest-missing-key"),
    Mistake("rule without a number", TWIN, "mvpw1_{id}", "mvpw1", "manifest-wrong-value"),
    Mistake("environment named otherwise", TWIN, "name: twin", "name: twins", "manifest-file-name", "twins"),
]
# fmt: on


def problems_in(folder: Path) -> tuple[Problem, ...]:
    """Read a folder as if today were the day that the waivers are made for."""
    return read_folder(folder, today=TODAY).problems


def test_the_unspoiled_manifest_is_right(folder: Path) -> None:
    """The manifest that every row below spoils has no mistake, so each row's mistake is its own."""
    assert problems_in(folder) == ()


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_told_at_its_line(mistake: Mistake, folder: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    """Each mistake is told once, with its code, file, line and nearest name, and nothing else is told."""
    line = spoil(mistake.file, mistake.old, mistake.new)
    found = problems_in(folder)
    assert [(p.code, p.file, p.line) for p in found] == [
        (mistake.code, str(folder / mistake.file), line + mistake.below)
    ], "\n".join(map(str, found))
    assert found[0].nearest == mistake.nearest
    assert found[0].what.endswith(".")
    assert found[0].fix.endswith(("…`.", ".")), found[0].fix
    assert found[0].code in CODES


@pytest.mark.parametrize(
    ("type_", "tolerance", "fits"),
    [
        ("integer", "1", True),
        ("integer", "0.5", False),
        ("bigint", "{relative: 0.001}", False),
        ("smallint", "{decimals: 1}", False),
        ("numeric", "{decimals: 2}", True),
        ('"numeric(14,4)"', "{decimals: 2}", True),
        ("double precision", "{relative: 0.001}", True),
        ("timestamp with time zone", "{truncated: ms}", True),
        ("timestamp(3) without time zone", "{truncated: ms}", True),
        ("date", "{truncated: ms}", False),
        ("timestamp with time zone", "1", False),
        ("text", "{decimals: 2}", False),
        ("boolean", "1", False),
    ],
)
def test_a_tolerance_fits_its_columns_type(
    folder: Path,
    spoil,  # type: ignore[no-untyped-def]
    type_: str,
    tolerance: str,
    fits: bool,
) -> None:
    """An id or a count is never nearly right; only a moment is cut to the millisecond."""
    spoil(SCHEMA, 'balance: "numeric(14,2)"', f"balance: {type_}")
    spoil(USER, "tolerance: 0.001", f"tolerance: {tolerance}")
    assert [(p.code, p.file) for p in problems_in(folder)] == (
        [] if fits else [("manifest-tolerance", str(folder / USER))]
    )


def test_a_foreign_key_is_never_nearly_right(folder: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    """Nor is a column that a reference names, whatever its table's own key is."""
    spoil(REFS, "column: user_id", "column: privacy_mode")
    spoil(SCHEMA, "privacy_mode: boolean", "privacy_mode: integer")
    spoil(USER, "{privacy_mode: privacy_mode}", "{privacy_mode: {from: privacy_mode, tolerance: 1}}")
    assert "manifest-tolerance" in {p.code for p in problems_in(folder)}


def test_every_code_is_shown_by_a_mistake() -> None:
    """No code exists that these tests never saw."""
    elsewhere = {"manifest-missing-file", "manifest-unknown-file"}
    assert {mistake.code for mistake in MISTAKES} | elsewhere == set(CODES)


def test_ten_mistakes_are_told_at_once(folder: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    """Mistakes in many files, in one file, and even in one value do not hide each other."""
    spoil(USER, "when: privacy_mode", "wen: privacy_mode")
    spoil(USER, "legacy_theme:", "email:")
    spoil(USER, "tolerance: 0.001", "tolerance: much")
    spoil(LOGS, "lower({value})", "lower(value)")
    spoil(REFS, "parent: user", "parent: usr")
    spoil(ENDS, "method: POST", "method: POTS")
    spoil(ENDS, "users: [60]", "users: [61]")
    spoil(PAGES, "users.detail]", "users.detail, users.details]")
    spoil(PHASES, "answers/*", "anwsers/*")
    spoil(WAIVERS, "2026-12-01", "2027-12-01")
    spoil(TWIN, "start:v1.api", '"start:"')
    assert sorted(p.code for p in problems_in(folder)) == [
        "manifest-mapped-and-dropped",
        "manifest-sql-without-value",
        "manifest-unknown-area",
        "manifest-unknown-endpoint",
        "manifest-unknown-key",
        "manifest-unknown-table",
        "manifest-unknown-user",
        "manifest-waiver-too-long",
        "manifest-wrong-type",
        "manifest-wrong-value",
        "manifest-wrong-value",
    ]


def test_a_mistake_in_a_list_leaves_the_lines_of_the_others(folder: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    """Leaving a wrong item out does not move the items behind it."""
    spoil(
        REFS,
        "- {child: user_settings",
        "- {child: 5, column: a, parent: user, domain: user}\n  - {child: usersettings",
    )
    assert [(p.code, p.line) for p in problems_in(folder)][:2] == [
        ("manifest-wrong-type", 2),
        ("manifest-unknown-table", 3),
    ]


@pytest.mark.parametrize(
    "name", ["migration.yaml", "schema.yaml", "references.yaml", "pages.yaml", "phases.yaml"]
)
def test_a_file_that_is_not_there_is_told(name: str, folder: Path) -> None:
    """No part of the claim can go missing unnoticed."""
    (folder / name).unlink()
    assert ("manifest-missing-file", str(folder / name)) in {(p.code, p.file) for p in problems_in(folder)}


def test_a_file_that_nothing_reads_is_told(folder: Path) -> None:
    """A table file with another ending is not silently left out."""
    (folder / "tables/team.yml").write_text("v1: {table: team, id: 45}\n")
    (found,) = problems_in(folder)
    assert (found.code, found.nearest) == ("manifest-unknown-file", "team.yaml")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"a: &a [*a]\n",
        b"[" * 5000,
        b"a: \x00\n",
        b"- 1\n",
        b"5\n",
        b"null\n",
        b"---\na: 1\n---\nb: 2\n",
    ],
)
def test_a_file_of_rubbish_is_a_mistake_not_a_crash(content: bytes, folder: Path) -> None:
    """Whatever stands in a file, the answer is a list of problems."""
    (folder / REFS).write_bytes(content)
    assert {p.file for p in problems_in(folder) if p.code in ("manifest-syntax", "manifest-wrong-type")} == {
        str(folder / REFS)
    }


def test_an_unreadable_table_file_does_not_make_names_unknown(folder: Path) -> None:
    """Where a file cannot be read, nobody claims that its tables do not exist."""
    (folder / USER).write_text("v1: [\n")
    assert [p.code for p in problems_in(folder)] == ["manifest-syntax"]


def test_no_secret_is_repeated_in_a_problem(folder: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    """A password of the wrong form is told without being shown."""
    spoil(REAL, '"env:V1_TOKEN_60"', "eyJhbGciOi")
    spoil(TWIN, "keener-60", "12345678")
    text = "\n".join(map(str, problems_in(folder)))
    assert "manifest-plain-secret" in text
    assert "eyJhbGciOi" not in text
    assert "12345678" not in text


def test_a_problem_reads_as_three_lines() -> None:
    """The form that users meet: what happened, the nearest name, what to do."""
    problem = Problem(
        "migration/tables/order.yaml",
        7,
        "manifest-unknown-table",
        "V1 has no table 'ordres'.",
        "orders",
        "Fix it.",
    )
    assert str(problem) == (
        "manifest-unknown-table: migration/tables/order.yaml:7: V1 has no table 'ordres'.\n"
        "  Nearest name: 'orders'.\n"
        "  Fix it."
    )


def test_load_migration_raises_all_problems(folder: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    """The error carries every problem, sorted, and its text holds them all; environments are not its matter."""
    spoil(REFS, "parent: user", "parent: usr")
    spoil(HEAD, "name: small", "name: 5")
    spoil(TWIN, "start:v1.api", '"start:"')
    with pytest.raises(ManifestError) as caught:
        load_migration(folder, today=TODAY)
    assert [p.code for p in caught.value.problems] == ["manifest-wrong-type", "manifest-unknown-table"]
    assert all(str(problem) in str(caught.value) for problem in caught.value.problems)
