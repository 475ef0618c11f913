"""A test user: in whose name the endpoints are asked."""

from cutover.manifest.value import Text, Value


class User(Value):
    """One user whose answers are compared. Credentials stand in the environment, never here."""

    id: int
    name: Text
    role: Text
    team_id: int | None = None
    agent_id: int | None = None
