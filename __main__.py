"""Tracardi from one stack configuration: read the decisions, install, say what came of it."""

import pulumi

from components.kubernetes.installation import Installation, InstallationArgs
from config.load import load

loaded = load()
installation = Installation(
    "installation",
    InstallationArgs(
        decisions=loaded.decisions,
        given_secrets=loaded.given_secrets,
        instance=pulumi.get_stack(),
    ),
)
for name, value in installation.outputs.items():
    pulumi.export(name, value)
