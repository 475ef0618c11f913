"""Loads the plugin, and nothing else."""

pytest_plugins = ("cutover.suite.plugin",)
