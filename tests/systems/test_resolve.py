"""Values of an environment are resolved, all at once."""

import pytest

from cutover.manifest.environment import Environment
from cutover.systems import Unresolved, resolve

LOGIN = {"path": "/login", "token": "authToken"}


def environment(**more: object) -> Environment:
    """An environment with values of each form."""
    v1 = {
        "api": "start:v1.api", "database": "env:V1_DSN", "tables": "a_{id}", "login": LOGIN,
        "users": {60: {"email": "env:MAIL", "password": "env:PASS"}, 7: {"token": "literal-token"}},
    }  # fmt: skip
    v2 = {"api": "https://v2.example/", "tables": "b_{id}"}
    said = {"name": "test", "disposable": True, "identity": "start:identity", "v1": v1, "v2": v2}
    return Environment.model_validate(said | more)


STARTED = {"identity": "seed 7", "v1": {"api": "http://127.0.0.1:1"}}
VARIABLES = {"V1_DSN": "postgresql://x", "MAIL": "m@example", "PASS": "hunter2"}


def test_values_come_from_variables_and_the_started_environment() -> None:
    """Literals stay, `env:` and `start:` are looked up, a closing slash goes."""
    pair = resolve(environment(), STARTED, VARIABLES)
    assert (pair.identity, pair.v1.api, pair.v2.api) == ("seed 7", "http://127.0.0.1:1", "https://v2.example")
    assert (pair.v1.conninfo, pair.v2.conninfo) == ("postgresql://x", None)
    assert (pair.v1.accounts[60].password, pair.v1.accounts[7].token) == ("hunter2", "literal-token")
    assert set(pair.v1.secrets()) == {"hunter2", "literal-token", "postgresql://x"}


def test_no_secret_is_shown_by_repr() -> None:
    """A value that ends in a traceback tells nothing."""
    shown = repr(resolve(environment(), STARTED, VARIABLES))
    assert not any(secret in shown for secret in ("hunter2", "literal-token", "postgresql://x"))


def test_everything_that_is_missing_is_named_at_once() -> None:
    """One error names each variable and each value, and no value of another."""
    with pytest.raises(Unresolved) as raised:
        resolve(environment(), {"identity": "x"}, {"MAIL": "m@example"})
    assert raised.value.code == "environment-value-missing"
    assert raised.value.message == "environment 'test' lacks start:v1.api, V1_DSN, PASS."


def test_what_is_watched_comes_from_the_started_environment_too() -> None:
    """Process ids are numbers by name; a token in the health URL is a secret, its other words are not."""
    watch = {"health": "env:HEALTH", "processes": "start:v2.processes"}
    v2 = {"api": "https://v2.example/", "tables": "b_{id}", "watch": watch}
    health = "https://v2.example/health?token=hunter3&format=json"
    started = STARTED | {"v2": {"processes": {"V2's API": 4711}}}
    pair = resolve(environment(v2=v2), started, VARIABLES | {"HEALTH": health})
    assert pair.v2.processes == {"V2's API": 4711}
    assert (pair.v2.health, pair.v2.secrets()) == (health, ("hunter3",))
    with pytest.raises(Unresolved) as raised:
        resolve(environment(v2=v2), STARTED, VARIABLES)
    assert "HEALTH" in raised.value.message
    assert "start:v2.processes" in raised.value.message
