"""The progress of an environment that is started: one line that moves, or a few that stay."""

import io

from cutover.suite.building import Building


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        """It can move."""
        return True


def test_piped_there_is_a_line_each_10_percent_or_30_seconds():
    """Ninety-nine lines become ten, a slow one is not silent, and other words are never kept back."""
    now = 0.0
    stream = io.StringIO()
    building = Building(stream, lambda: now)
    for percent in range(1, 100):
        building(f"building the twin: {percent} % · time unknown yet\n")
    assert len(stream.getvalue().splitlines()) == 10
    now = 31.0
    building("building the twin: 99 % · time unknown yet\n")
    building("a warning\n")
    building("another\n")
    assert stream.getvalue().splitlines()[-2:] == ["a warning", "another"]
    assert len(stream.getvalue().splitlines()) == 13
    assert building.stays


def test_on_a_terminal_each_line_replaces_the_one_before():
    """Nothing of it is left when the command is ready, or has failed: its error tells then."""
    screen = Screen()
    with Building(screen) as building:
        building("building: 1 %\nbuilding: 2 %\n")
        assert "\n" not in screen.getvalue()
    assert screen.getvalue().endswith("building: 2 %\r\x1b[2K")
    assert not building.stays


def test_what_is_said_after_the_beginning_is_dropped():
    """The terminal of a run is the run's."""
    stream = io.StringIO()
    with Building(stream) as building:
        building("ready\n")
    building("a log line of the system\n")
    assert stream.getvalue() == "ready\n"
