"""A test user: in whose name the endpoints are asked."""

from cutover.manifest.value import Text, Value


class User(Value):
    """One user whose answers are compared. Credentials stand in the environment, never here.

    `sees` are the users whose rows this one is shown beside the own ones, as the owner of their team.
    """

    id: int
    name: Text
    role: Text
    team_id: int | None = None
    agent_id: int | None = None
    sees: tuple[int, ...] = ()
