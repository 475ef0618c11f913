"""API: what V1 answers, computed out of the JSONB documents of its tables."""

from twin.v1.api.app import create_app

__all__ = ["create_app"]
