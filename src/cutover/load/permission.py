"""Permission: which systems may be put under load, and what may be sent to them."""

from cutover.load.refusal import CannotLoad
from cutover.manifest import Environment, Migration, Workflow
from cutover.manifest.environment import Side


def demand_permission(environment: Environment, both: bool) -> None:
    """Refuse to load what people work with; raises CannotLoad."""
    loaded: tuple[tuple[str, Side], ...] = (("V2", environment.v2),)
    if both:
        loaded += (("V1", environment.v1),)
    for name, side in loaded:
        if side.production:
            raise CannotLoad(
                "load-on-production",
                f"{name} of environment '{environment.name}' is in production, and nobody loads that.",
                "Load a copy of it in an environment of its own.",
                "" if name == "V2" else "Without --both V1 is left alone.",
            )


def may_write(environment: Environment) -> bool:
    """Whether workflows may send what writes: to a clone of a pair that may be lost, and nowhere else."""
    return environment.disposable and environment.v2.writes_api is not None


def left_out(migration: Migration, environment: Environment) -> tuple[str, ...]:
    """Return the endpoints of workflows that are not asked here, because they write."""
    if may_write(environment):
        return ()
    writing = {endpoint.id for endpoint in migration.endpoints if not endpoint.reads}
    steps = (step.ask for workflow in migration.workflows for step in workflow.steps)
    return tuple(dict.fromkeys(name for name in steps if name in writing))


def users_of(workflow: Workflow, environment: Environment, both: bool) -> tuple[int, ...]:
    """Return the users of a workflow who can sign in here. Raises CannotLoad where nobody can."""
    sides = (environment.v2, environment.v1) if both else (environment.v2,)
    able = tuple(user for user in workflow.users if all(side.credential(user) for side in sides))
    if able:
        return able
    where = "both sides" if both else "V2"
    raise CannotLoad(
        "load-without-users",
        f"environment '{environment.name}' lets no user of workflow '{workflow.id}' sign in on {where}.",
        f"Add one of users {', '.join(map(str, workflow.users))} to the environment, or change the workflow.",
    )
