"""The rules that no single field can know: every check across the groups, in one list.

A check is a small pure function of the decisions and the secrets that the user brought along; it
returns findings and knows nothing of the other checks. A finding with a waiver becomes a warning
if `deployment.acceptRisks` names that waiver (`config.parse`).

Each module ends with its own list; this is all of them.
"""

from typing import Final

from config.checks import (
    application,
    backup,
    backup_target,
    capacity,
    clusters,
    deployment,
    entrances,
    exposure,
    images,
    licensing,
    monitoring,
    platform,
    pulsar,
    queues,
    references,
    secrets,
    stores,
    tenancy,
    variables,
)
from config.checks.common import Check

CHECKS: Final[tuple[Check, ...]] = (
    *deployment.CHECKS,
    *platform.CHECKS,
    *images.CHECKS,
    *stores.CHECKS,
    *clusters.CHECKS,
    *pulsar.CHECKS,
    *capacity.CHECKS,
    *application.CHECKS,
    *tenancy.CHECKS,
    *queues.CHECKS,
    *variables.CHECKS,
    *exposure.CHECKS,
    *entrances.CHECKS,
    *licensing.CHECKS,
    *monitoring.CHECKS,
    *backup.CHECKS,
    *backup_target.CHECKS,
    *secrets.CHECKS,
    *references.CHECKS,
)
"""Every check, in the order of the questions."""
