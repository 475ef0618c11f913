"""The folder of a small manifest that is right, for tests to spoil."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

FILES = {
    "migration.yaml": """\
        name: small
        users:
          - {id: 60, name: David Keener, role: primary, team_id: 1}
          - {id: 7, name: Michael Johnson, role: team owner}
        published:
          app: {api: "/api:v2", document: "/apispec:v2?type=json"}
          admin: {api: "/api:admin", document: "/apispec:admin?type=json"}
        """,
    "tables/user.yaml": """\
        v1: {table: user, id: 41}
        v2:
          user:
            id: 664
            columns:
              email: {from: email, personal: true}
              city: address.city
              active: {from: active, empty: false}
              balance: {from: balance, tolerance: 0.001}
            new: {migrated_at: set by the migration}
          user_settings:
            id: 667
            match: {user_id: id}
            when: privacy_mode
            columns: {privacy_mode: privacy_mode}
        dropped:
          legacy_theme: replaced by preferences
        """,
    "tables/audit_logs.yaml": """\
        v1: {table: audit_logs, id: 90, rows: 48600}
        v2:
          audit_logs:
            id: 790
            counts: exact
            columns:
              action: {from: action, sql: "lower({value})"}
        """,
    "tables/fub_calls.yaml": """\
        v1: {table: fub_calls, id: 120}
        v2:
          fub_calls: {id: 820, columns: {outcome: outcome}}
        out_of_scope: history stays behind
        """,
    "new_tables.yaml": """\
        tables:
          task_runs: {id: 900, reason: V1 has no tasks}
        """,
    "tables/legacy.yaml": """\
        v1: {table: legacy, id: 130}
        dropped_table: nobody has used it since 2023
        """,
    "tables/demo.yaml": """\
        v1: {table: demo, id: 140}
        out_of_scope: samples stay behind
        """,
    "schema.yaml": """\
        tables:
          user: {id: integer, email: text, city: character varying(80), active: boolean,
            balance: "numeric(14,2)", migrated_at: timestamp with time zone}
          user_settings: {user_id: integer, privacy_mode: boolean}
          audit_logs: {id: bigint, action: text}
          fub_calls: {id: integer, outcome: "text[]"}
          task_runs: {id: integer, started_on: date}
        """,
    "references.yaml": """\
        references:
          - {child: user_settings, column: user_id, parent: user, domain: user}
        """,
    "repair.yaml": """\
        order: [user, logs]
        financial: [user]
        missing:
          audit_logs: {domain: logs, reason: the fields do not align, batch: 500, smallest: 50}
        surplus:
          user_settings: {domain: user, reason: V1 does not know them}
        fill: {user.migrated_at: now()}
        sums:
          logs: {table: audit_logs, measure: id, per: [id]}
        """,
    "endpoints/users.yaml": """\
        group: users
        endpoints:
          list:
            title: The users of a team
            method: GET
            v1: /api:v1/users
            v2: /api:v2/users
            worker: Workers/UsersList
            effect: reads
            parameters:
              status: {in: query, type: text, one_of: [active, archived]}
            cases:
              - {name: all}
              - {name: only active, with: {status: active}}
            rows: items
            key: id
            lists: {"items[].tags": multiset, "items[].people": {key: id}}
            order: {default: name desc}
            filters: {status: status}
            scope: {of: team, by: team_id}
            sums: {of: users.list, by: {status: status}, count: {users: {}}, total: {volume: volume}}
            measures: [volume]
            tolerances: {share: {decimals: 2}}
            differs:
              - {field: "items[].mail", is: email, as: text, reason: V2 calls it so}
              - {field: "items[].note", allow: {equal_after: [trim]}, reason: V2 trims}
            unstable:
              - {field: asked_at, allow: {within: 60000}, reason: the moment of the answer}
          detail:
            title: One user
            method: GET
            v1: /api:v1/users/{id}
            v2: /api:v2/users/{id}
            worker: Workers/UsersDetail
            effect: reads
            parameters:
              id: {in: path, type: integer, example: {endpoint: users.list, take: items.0.id}}
            users: [60]
          rename:
            title: Give a user another name
            method: POST
            v1: /api:v1/users/rename
            v2: /api:v2/users/rename
            worker: Workers/UsersRename
            effect: writes
            parameters:
              name: {in: body, type: text, required: true, example: Ada}
              input: {in: body, type: object}
            leaves: {seen_in: users.list, with: {status: archived}, at: itemsTotal, becomes: 1}
        """,
    "endpoints/jobs.yaml": """\
        group: jobs
        endpoints:
          load:
            title: Load a user's contacts
            method: POST
            v1: /api:v1/load_contacts
            v2: /api:v2/load-contacts
            worker: Jobs/Load
            effect: writes
            parameters:
              user_id: {in: body, type: integer, required: true, example: 60}
              since: {in: body, type: date, example: "2026-01-01"}
              limit: {in: body, type: integer}
            cases:
              - {name: all}
              - {name: a few, with: {limit: 5}}
        """,
    "functions/jobs.yaml": """\
        kind: Jobs
        run: users.rename
        derived:
          groups: jobs
          answers: object
          keys: job_id
          address_in: task
          fields: {status: [queued, waiting]}
          repeats_input: input
          new_each_time: job_id
        """,
    "functions/workers.yaml": """\
        kind: Workers
        run: users.rename
        same_as_endpoint: true
        functions:
          UsersDetail:
            title: One user
            input: {id: {endpoint: users.list, take: items.0.id}}
            answers: object
            keys: [id, email]
        """,
    "functions/helpers.yaml": """\
        kind: Helpers
        run: users.rename
        functions:
          Slug: {title: A text in an address, input: {text: A b, options: {cut: [1, 2]}}, equals: a-b}
          Nothing: {title: Always nothing, equals: null}
        """,
    "pages.yaml": """\
        pages:
          - name: Home
            endpoints: [users.list, users.detail]
            figures:
              - {name: Users, endpoint: users.list, case: all, take: itemsTotal}
              - {name: Volume, endpoint: users.detail, take: volume, is: measure}
        """,
    "load.yaml": """\
        stages:
          gate-10: {says: ten users get their answers, users: 10, ramp: 5s, duration: 60s}
          gate-50: {says: fifty do, users: 50, ramp: 25s, duration: 15m, memory: true, gating: false}
        workflows:
          viewer:
            says: looks and looks again
            users: [60]
            pause: {from: 1s, to: 2s}
            steps:
              - {ask: login}
              - {page: home}
              - {ask: users.list, with: {status: active}}
              - ask: users.detail
                with: {id: {endpoint: users.list, take: items.*.id}}
                shows: {id: {parameter: id}}
          writer:
            says: gives another name
            weight: 3
            users: [60]
            pause: {from: 1s, to: 1s}
            steps:
              - {ask: users.rename, may_be_empty: true}
        """,
    "phases.yaml": """\
        phases:
          - id: "0"
            name: Frontend validation
            needs: []
            owner: frontend
            fresh_for: 24h
            criteria:
              - {id: answers, checks: ["answers/*"], at_least: 2}
              - {id: load, checks: [load/gate-10]}
              - {id: signed, says: the owner signs, attested: frontend-signed}
          - id: "1"
            name: Foreign keys
            needs: ["0"]
            owner: data engineering
            fresh_for: 7d
            criteria:
              - {id: references, checks: ["references/*"], at_least: 1}
              - {id: functions, checks: ["functions/*"], at_least: 376, passing: 358}
        """,
    "waivers.yaml": """\
        waivers:
          - check: tables/user
            reason: waits for a decision
            owner: data engineering
            requester: Ada
            approver: Grace
            expires: 2026-12-01
        """,
    "approvers.yaml": """\
        people:
          - name: Ada Example
            email: ada@example.com
            roles: [frontend, sealer]
            also_known_as: [ada]
            keys:
              - key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIRdCP8yy5ksJXH8we6zlhcqd9+jSerTXzMtBRtQJSOk ada
                valid_after: 2026-01-01T00:00:00Z
                valid_before: 2027-01-01T01:00:00+01:00
          - name: Grace Example
            email: grace@example.com
            roles: [data engineering]
            keys:
              - key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHU3FRuL2+gMSM6IGhS1Pm3F0Yl4OGENTc005PvDYxwv
                valid_after: 2026-01-01T00:00:00Z
                valid_before: 2026-06-01T00:00:00Z
        """,
    "environments/twin.yaml": """\
        name: twin
        disposable: true
        start: {command: [python, -m, twin, up], ready_within: 180s}
        identity: start:identity
        v1:
          api: start:v1.api
          database: start:v1.database
          tables: "mvpw1_{id}"
          statement_timeout: 120s
          login: {method: POST, path: "/api:v1/login", token: authToken}
          users:
            60: {email: david@example, password: keener-60}
        v2:
          api: start:v2.api
          writes_api: start:v2.writes_api
          database: start:v2.database
          tables: "mvpw5_{id}"
          users:
            60: {token: made-up}
        """,
    "environments/real.yaml": """\
        name: real
        disposable: false
        identity: V1 and V2
        v1:
          api: https://v1.example
          database: env:V1_DATABASE
          tables: "mvpw1_{id}"
          requests_per_second: 5
          statement_timeout: 30s
          users:
            60: {token: "env:V1_TOKEN_60"}
        v2:
          api: https://v2.example
          tables: "{table}"
          requests_per_second: 2.5
          statement_timeout: 30s
        """,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write the small manifest and return its folder."""
    for name, text in FILES.items():
        path = tmp_path / "migration" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return tmp_path / "migration"


Spoil = Callable[[str, str, str], int]


@pytest.fixture
def spoil(folder: Path) -> Spoil:
    """Return a function that replaces a text, which stands once in a file, and returns its line."""

    def replace(name: str, old: str, new: str) -> int:
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    return replace
