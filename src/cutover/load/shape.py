"""Shape: how many users there are at each moment of a stage, and when it is over."""

from collections.abc import Callable

from locust import LoadTestShape

from cutover.manifest import Stage


class StageShape(LoadTestShape):
    """The users of a stage come in its ramp and stay for its time; with both systems there are twice as many.

    Locust makes it without arguments, so whoever runs the stage says which one it is, before each start.
    """

    abstract = False
    stage: Stage | None = None
    systems = 1
    over: Callable[[], bool] = staticmethod(lambda: False)
    """Asked each second whether the stage is over; it judges the run when it is."""
    armed: Callable[[], object] = staticmethod(lambda: None)
    """Told when somebody starts a stage, which alone lets one begin."""

    def reset_time(self) -> None:
        """Hear that a stage is started: Locust sets the clock back then."""
        super().reset_time()  # type: ignore[no-untyped-call]  # Locust's own
        self.armed()

    def tick(self) -> tuple[int, float] | None:
        """Say how many users there should be and how many come a second; None ends it."""
        if self.over() or self.stage is None:
            return None
        users = self.stage.users * self.systems
        return users, users / self.stage.ramp if self.stage.ramp else float(users)
