"""Choice: what the user of a load run chose, on the command line or by environment variables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cutover.load.refusal import CannotLoad
from cutover.manifest import Migration, Stage, lasting, nearest


@dataclass(frozen=True)
class Choice:
    """Which pair is loaded, by which manifest, and where it is written down.

    `start` is what the environment's own command is told (state, fault, scale); `both` asks for V1 under
    the same load beside V2.
    """

    migration: Path
    environment: str
    reports: Path
    start: Mapping[str, str] = field(default_factory=dict)
    self_test: bool = False
    both: bool = False

    @property
    def flags(self) -> tuple[str, ...]:
        """What has to be said again for another run to meet the same pair."""
        environment = () if self.environment == "twin" else (f"--environment={self.environment}",)
        started = (f"--twin-{name}={value}" for name, value in self.start.items())
        on = {"--self-test": self.self_test, "--both": self.both}
        return (*environment, *started, *(flag for flag, given in on.items() if given))


def stage_of(migration: Migration, name: str, duration: str = "") -> Stage:
    """Return the stage of that name, or of so many users, lasting what is asked. Raises CannotLoad."""
    for stage in migration.stages:
        if name in (stage.id, str(stage.users)):
            return stage.lasting(seconds_of(duration)) if duration.strip() else stage
    known = {each for stage in migration.stages for each in (stage.id, str(stage.users))}
    close = nearest(name, known)
    raise CannotLoad(
        "load-unknown-stage",
        f"there is no stage '{name}'.",
        f"Nearest name: '{close}'." if close else "",
        f"load.yaml has: {', '.join(f'{stage.users} ({stage.id})' for stage in migration.stages) or 'none'}.",
    )


def seconds_of(duration: str) -> float:
    """Read a duration such as 90, 90s, 15m or 1h; raises CannotLoad."""
    try:
        return lasting(duration)
    except ValueError as error:
        raise CannotLoad(
            "option-unknown-value",
            f"--duration: {error}.",
            "Write seconds, or a number and its unit: 90s, 15m. Nothing loaded proves nothing.",
        ) from None
