"""V2's API: typed tables in, FP Results out."""

from twin.v2.api.app import create_app

__all__ = ["create_app"]
