"""The types of single answers: quantities, names, addresses, schedules, images and the like.

Each validator raises `Refused`, which carries the rule and what to write instead, so that
`config.messages` can turn it into a finding.
"""

from config.types.addresses import (
    LABEL,
    CertificateAuthority,
    EmailAddress,
    HostAndPort,
    HostName,
    RedisHost,
    TrustedProxy,
    Url,
)
from config.types.answers import Answers
from config.types.files import FilePath, RenderFolder
from config.types.images import ImageTag
from config.types.names import (
    DatabaseName,
    DnsLabel,
    DnsName,
    ElasticsearchUser,
    MysqlUser,
    StorageClass,
    TenantName,
)
from config.types.quantities import CpuQuantity, Quantity
from config.types.refused import Refused, matching

__all__ = [
    "LABEL",
    "Answers",
    "CertificateAuthority",
    "CpuQuantity",
    "DatabaseName",
    "DnsLabel",
    "DnsName",
    "ElasticsearchUser",
    "EmailAddress",
    "FilePath",
    "HostAndPort",
    "HostName",
    "ImageTag",
    "MysqlUser",
    "Quantity",
    "RedisHost",
    "Refused",
    "RenderFolder",
    "StorageClass",
    "TenantName",
    "TrustedProxy",
    "Url",
    "matching",
]
