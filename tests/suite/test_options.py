"""Options come from the command line, else from the environment, else from their defaults."""

import pytest

from cutover.suite.options import OPTIONS, SELF_TEST, TWO_SERVERS, choose, joined


def _choose(tmp_path, given=None, variables=None):
    values = given or {}
    return choose(lambda option: values.get(option.name), variables or {}, tmp_path)


def test_defaults(tmp_path):
    """The twin, migration/ and reports/ below the root, every phase."""
    options = _choose(tmp_path)
    assert (options.environment, options.phase, options.self_test) == ("twin", "", False)
    assert (options.migration, options.reports) == (tmp_path / "migration", tmp_path / "reports")
    assert options.start == {}


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_each_option_may_stand_in_the_environment(tmp_path, option):
    """CUTOVER_TWIN_STATE is --twin-state, and the command line wins."""
    value = {"twin-state": "as-found", "twin-scale": "0.5", "latency-pairs": "7"}.get(option.name, "5.5")
    by_variable = _choose(tmp_path, variables={option.variable: value})
    by_option = _choose(tmp_path, {option.name: value}, {option.variable: "ready"})
    assert by_variable == by_option != _choose(tmp_path)


@pytest.mark.parametrize(
    ("value", "on"), [("1", True), ("yes", True), ("0", False), ("", False), ("no", False)]
)
def test_a_flag_as_a_variable(tmp_path, value, on):
    """0, no, false and nothing switch it off."""
    assert _choose(tmp_path, variables={SELF_TEST.variable: value}).self_test is on
    options = _choose(tmp_path, variables={TWO_SERVERS.variable: value})
    assert options.two_servers is on
    assert options.flags == (("--two-servers",) if on else ())


@pytest.mark.parametrize("scale", ["0", "-1", "many", "1e9", "nan"])
def test_a_scale_that_cannot_be(tmp_path, scale):
    """A scale is a number above 0."""
    with pytest.raises(pytest.UsageError, match="--twin-scale"):
        _choose(tmp_path, {"twin-scale": scale})


@pytest.mark.parametrize(
    ("given", "handed_over"),
    [
        (("-n", "2", "--reports", "/tmp"), ("-n", "2", "--reports=/tmp")),
        (("--reports=/tmp", "tests_parity"), ("--reports=/tmp", "tests_parity")),
        (("--phase", "1", "--twin-state", "ready", "-q"), ("--phase=1", "--twin-state=ready", "-q")),
        (("--self-test", "tests_parity"), ("--self-test", "tests_parity")),
        (("--phase",), ("--phase",)),
        ((), ()),
    ],
)
def test_workers_get_each_option_as_one_word(given, handed_over):
    """No worker takes an option's folder for the root of the repository."""
    assert joined(given) == handed_over
