"""What Locust loads a pair with: `locust -f loadtests/locustfile.py`, or headless by `cutover load 10`.

The users, stages and limits stand in migration/load.yaml; the gate in `cutover.load`.
"""

from cutover.load.hooks import install

globals().update(install())
