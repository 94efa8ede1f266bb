"""The rules that no single field can know: every check across the groups, in one list.

A check is a small pure function of the decisions and the secrets that the user brought along; it
returns findings and knows nothing of the other checks. A finding with a waiver becomes a warning
if `deployment.acceptRisks` names that waiver (`config.parse`).
"""

from collections.abc import Callable, Mapping
from typing import Final

from config import checks_application, checks_deployment, checks_exposure, checks_secrets
from config import checks_capacity as capacity
from config import checks_stores as stores
from config.decisions import Decisions
from config.findings import Finding
from config.secrets import SecretInput

Check = Callable[[Decisions, Mapping[str, SecretInput]], list[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    checks_deployment.edition_and_platform_are_installed,
    checks_deployment.version_is_known,
    checks_deployment.licence_allows_use,
    checks_deployment.data_survives_destroy,
    checks_deployment.monitoring_in_production,
    checks_deployment.backup_in_production,
    checks_deployment.cluster_or_folder,
    checks_deployment.kubeconfig_needs_context,
    checks_deployment.pull_secrets_are_distinct,
    stores.elasticsearch_nodes_in_production,
    stores.replicas_fit_nodes,
    stores.replicas_in_production,
    stores.elasticsearch_protocol,
    stores.elasticsearch_hosts_are_distinct,
    stores.mysql_nodes_in_production,
    stores.mysql_users,
    stores.elasticsearch_user,
    capacity.elasticsearch_memory,
    capacity.elasticsearch_storage,
    capacity.shards_over_two_years,
    capacity.mysql_memory,
    capacity.mysql_storage,
    capacity.mysql_connections,
    capacity.redis_memory,
    capacity.redis_storage,
    capacity.api_memory,
    capacity.worker_memory,
    capacity.gui_memory,
    checks_application.daily_partitioning,
    checks_application.api_replicas_in_production,
    checks_application.debug_logging,
    checks_application.switches_in_production,
    checks_exposure.urls_are_distinct,
    checks_exposure.urls_in_production,
    checks_exposure.trusted_proxies,
    checks_secrets.external_stores_have_passwords,
    checks_secrets.given_secrets_are_used,
    checks_secrets.kept_secrets_are_not_given,
    checks_secrets.password_is_not_user,
)
"""Every check, in the order of the questions."""
