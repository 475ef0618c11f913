"""The load edge: Locust's users and hooks, raw samples, the gate that judges them, and what it shows."""
