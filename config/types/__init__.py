"""The types of single answers: quantities, names, addresses, schedules, images and the like.

Each validator raises `Refused`, which carries the rule and what to write instead, so that
`config.messages` can turn it into a finding.
"""

from config.types.addresses import (
    LABEL,
    CertificateAuthority,
    ClientCertificate,
    EmailAddress,
    HostAndPort,
    HostName,
    RedisHost,
    TrustedProxy,
    Url,
)
from config.types.alerting import (
    ContactLine,
    MailAddress,
    MailServer,
    MailUser,
    OtlpEndpoint,
    ResourceAttributes,
    ServiceName,
    SlackChannel,
)
from config.types.answers import Answers
from config.types.dates import IsoDate
from config.types.docker import BindAddress, DockerHost, DockerName
from config.types.files import FilePath, RenderFolder
from config.types.images import ImageReference, ImageRegistry, ImageTag
from config.types.labels import LabelKey, Labels, LabelValue, NodeSelector, ZoneName
from config.types.licensing import RegistryUser
from config.types.names import (
    DatabaseName,
    DnsLabel,
    DnsName,
    ElasticsearchUser,
    MysqlUser,
    SaslUser,
    SecretKey,
    StorageClass,
    TenantName,
)
from config.types.networks import (
    NetworkCidr,
    PortNumber,
    PublishedHost,
    ReceiverUrl,
    TenantHost,
)
from config.types.profiles import EventType, FieldPath, PrimaryId, ProjectFile
from config.types.pulsar import PulsarAdminUrl, PulsarName, PulsarServiceUrl
from config.types.quantities import CpuQuantity, Quantity
from config.types.refused import Refused, matching
from config.types.schedules import CronSchedule, TimeZone
from config.types.storage import AgeRecipient, BucketName, ObjectPath, RegionName
from config.types.tenancy import TenantDomain, TenantId
from config.types.variables import VariableName, VariableValue
from config.types.versions import ElasticsearchVersion

__all__ = [
    "LABEL",
    "AgeRecipient",
    "Answers",
    "BindAddress",
    "BucketName",
    "CertificateAuthority",
    "ClientCertificate",
    "ContactLine",
    "CpuQuantity",
    "CronSchedule",
    "DatabaseName",
    "DnsLabel",
    "DnsName",
    "DockerHost",
    "DockerName",
    "ElasticsearchUser",
    "ElasticsearchVersion",
    "EmailAddress",
    "EventType",
    "FieldPath",
    "FilePath",
    "HostAndPort",
    "HostName",
    "ImageReference",
    "ImageRegistry",
    "ImageTag",
    "IsoDate",
    "LabelKey",
    "LabelValue",
    "Labels",
    "MailAddress",
    "MailServer",
    "MailUser",
    "MysqlUser",
    "NetworkCidr",
    "NodeSelector",
    "ObjectPath",
    "OtlpEndpoint",
    "PortNumber",
    "PrimaryId",
    "ProjectFile",
    "PublishedHost",
    "PulsarAdminUrl",
    "PulsarName",
    "PulsarServiceUrl",
    "Quantity",
    "ReceiverUrl",
    "RedisHost",
    "Refused",
    "RegionName",
    "RegistryUser",
    "RenderFolder",
    "ResourceAttributes",
    "SaslUser",
    "SecretKey",
    "ServiceName",
    "SlackChannel",
    "StorageClass",
    "TenantDomain",
    "TenantHost",
    "TenantId",
    "TenantName",
    "TimeZone",
    "TrustedProxy",
    "Url",
    "VariableName",
    "VariableValue",
    "ZoneName",
    "matching",
]
