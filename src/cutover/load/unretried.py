"""Unretried: a connection that is closed without an answer is told, and never quietly asked again.

Locust's client asks a read up to eleven times where connections break off, so that of 5 % closed connections
none is ever seen. That a kept connection was closed while nobody used it is no failure: the client looks at
each before it sends, and opens another one.
"""

from geventhttpclient import client


def forbid_retries() -> None:
    """Let every request be sent once, in this process."""
    client.IDEMPOTENT_METHODS = frozenset()
