"""The secrets of the commercial edition; without it nothing reads them."""

import re
from typing import Final

from config.decisions import Decisions
from config.groups.dependencies import PulsarExternal
from config.secrets.types import (
    LETTERS_AND_DIGITS,
    PEM_TEXT,
    PRINTABLE,
    Form,
    Provision,
    Secret,
)

_PRIVATE_KEY: Final = re.compile(
    r"-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----\n[A-Za-z0-9+/=\n]+\n-----END \1-----"
)
_EDITION: Final = "deployment.edition: commercial"
_TENANCY: Final = "application.multiTenancy"
_CHART: Final = "Tracardi chart 1.2.0 (Tracardi/argocd 1.3.x)"


def _is_commercial(decisions: Decisions) -> bool:
    return decisions.deployment.edition == "commercial"


def _commercial(decisions: Decisions) -> Provision:
    return Provision.REQUIRED if _is_commercial(decisions) else Provision.UNUSED


def _docker_hub(decisions: Decisions) -> Provision:
    if not _is_commercial(decisions):
        return Provision.UNUSED
    images = decisions.images
    otherwise = bool(images.pull_secrets) or images.registry is not None
    return Provision.OPTIONAL if otherwise else Provision.REQUIRED


def _tenant_service_api_key(decisions: Decisions) -> Provision:
    tenancy = decisions.application.multi_tenancy
    if tenancy is None or not _is_commercial(decisions):
        return Provision.UNUSED
    own = tenancy.management_service.run_by == "stack"
    return Provision.GENERATED if own else Provision.REQUIRED


def _tenant_service_secret(decisions: Decisions) -> Provision:
    made = _tenant_service_api_key(decisions) is Provision.GENERATED
    return Provision.GENERATED if made else Provision.UNUSED


def _pulsar(decisions: Decisions) -> Provision:
    pulsar = decisions.dependencies.pulsar
    asks = isinstance(pulsar, PulsarExternal) and pulsar.authentication == "token"
    return Provision.REQUIRED if asks and _is_commercial(decisions) else Provision.UNUSED


def _maxmind(decisions: Decisions) -> Provision:
    commercial = decisions.application.commercial
    asked = commercial is not None and commercial.maxmind is not None
    return Provision.REQUIRED if asked and _is_commercial(decisions) else Provision.UNUSED


def _kafka_password(decisions: Decisions) -> Provision:
    commercial = decisions.application.commercial
    kafka = commercial.kafka if commercial is not None else None
    asked = kafka is not None and kafka.sasl is not None
    return Provision.REQUIRED if asked and _is_commercial(decisions) else Provision.UNUSED


def _kafka_key(decisions: Decisions) -> Provision:
    commercial = decisions.application.commercial
    kafka = commercial.kafka if commercial is not None else None
    asked = kafka is not None and kafka.client_certificate is not None
    return Provision.REQUIRED if asked and _is_commercial(decisions) else Provision.UNUSED


COMMERCIAL_SECRETS: Final = (
    Secret(
        "license",
        "license",
        "the licence of the commercial edition",
        _commercial,
        20,
        PRINTABLE,
        question="4.1",
        consequence="With a wrong or an expired one every commercial process ends at its start.",
        source="Tracardi/tracardi tracardi/service/license.py 0.9.0-dev",
        variables=("LICENSE",),
        used_with=_EDITION,
    ),
    Secret(
        "docker-hub-token",
        "dockerHubToken",
        "the access token of the vendor's private images on Docker Hub",
        _docker_hub,
        20,
        PRINTABLE,
        question="4.1",
        consequence="Without it no image of the commercial edition can be pulled, not even when a "
        "pod moves to another machine.",
        source="Tracardi documentation, helm_110.md",
        used_with=_EDITION,
    ),
    Secret(
        "tenant-service-api-key",
        "tenantServiceApiKey",
        "the key by which Tracardi asks the tenant management service",
        _tenant_service_api_key,
        32,
        # It is a part of the address GET /api-key/<key>.
        LETTERS_AND_DIGITS,
        question="3.3",
        consequence="Who knows it can make and end tenants.",
        source="Tracardi documentation, how_to_create_new_tenant.md",
        variables=("API_KEY", "MULTI_TENANT_MANAGER_API_KEY"),
        used_with=_TENANCY,
    ),
    Secret(
        "tenant-service-secret",
        "tenantServiceSecret",
        "what the tenant management service signs its tokens with",
        _tenant_service_secret,
        32,
        PRINTABLE,
        question="3.3",
        consequence="Who knows it can make tokens of the service; another one ends all of them.",
        source=_CHART,
        variables=("SECRET",),
        used_with=f"{_TENANCY}.managementService.runBy: stack",
    ),
    Secret(
        "pulsar-token",
        "pulsarToken",
        "the token by which Tracardi signs in to Apache Pulsar",
        _pulsar,
        20,
        PRINTABLE,
        question="3.1",
        consequence="It needs the rights of an administrator, because the topics are made with it; "
        "who knows it reads every event.",
        source="Tracardi documentation, system_startup_sequence.md",
        variables=("PULSAR_AUTH_TOKEN",),
        used_with="dependencies.pulsar with authentication: token",
    ),
    Secret(
        "maxmind-license-key",
        "maxmindLicenseKey",
        "the licence key of the MaxMind account",
        _maxmind,
        16,
        PRINTABLE,
        question="3.2",
        consequence="Who knows it asks at your expense.",
        source="Tracardi documentation, commercial environment variables",
        variables=("MAXMIND_LICENSE_KEY",),
        used_with="application.commercial.maxmind",
    ),
    Secret(
        "kafka-sasl-password",
        "kafkaSaslPassword",
        "the password by which Tracardi signs in to Apache Kafka",
        _kafka_password,
        16,
        PRINTABLE,
        question="3.1",
        consequence="Who knows it reads every event that passes through Kafka.",
        source=_CHART,
        variables=("KAFKA_SASL_PASSWORD",),
        used_with="application.commercial.kafka.sasl",
    ),
    Secret(
        "kafka-client-key",
        "kafkaClientKey",
        "the private key of the certificate that Tracardi shows to Apache Kafka, in PEM form",
        _kafka_key,
        32,
        PEM_TEXT,
        question="3.1",
        consequence="It has to be renewed together with the certificate.",
        source=_CHART,
        variables=("KAFKA_KEY_FILE",),
        used_with="application.commercial.kafka.clientCertificate",
        form=Form(
            lambda value: _PRIVATE_KEY.fullmatch(value) is not None,
            "is no private key in PEM form",
            "set it to the whole text of the key, from its BEGIN line to its END line",
            "-----BEGIN PRIVATE KEY-----\nZW5jcnlwdGVk\n-----END PRIVATE KEY-----",
        ),
    ),
)
"""The secrets of the commercial edition, in the order of the table."""
