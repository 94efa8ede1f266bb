"""Where backups lie: in a bucket of an object store, or on a volume of the cluster."""

from typing import Final, Literal

from config.about import Change, answer, group
from config.types import Answers, Quantity, StorageClass, Url
from config.types.storage import BucketName, ObjectPath, RegionName

_S3: Final = "Elasticsearch reference, S3 repository"
_VOLUME: Final = "Elasticsearch reference, Shared file system repository"
_MOVE: Final = (
    "back up to the new place first, keep the old one until its retention is over, and delete it "
    "then; what lies there is not moved"
)


class S3Target(Answers):
    """A bucket of Amazon S3, or of a server that speaks its language."""

    bucket: BucketName = answer(
        ...,
        "The bucket, which must exist: in another region or with another provider than the "
        "cluster, with versions and object lock against deletion.",
        consequence="Whoever can delete the bucket can delete every backup.",
        change=Change.COSTLY,
        later=_MOVE,
        source=_S3,
    )
    region: RegionName = answer(
        ...,
        "The region of the bucket; servers of your own mostly take us-east-1.",
        consequence="With a wrong one every request is refused.",
        source=_S3,
    )
    endpoint: Url | None = answer(
        None,
        "The address of an object store other than Amazon's, for instance "
        "https://s3.example.com:9000.",
        consequence="Events and profiles travel to this address.",
        source=_S3,
    )
    base_path: ObjectPath | None = answer(
        None,
        "The path inside the bucket; by default the name of the stack. It must name the namespace, "
        "so that no two installations write to one place.",
        consequence="Two Elasticsearch clusters that write to one path destroy each other's "
        "snapshots.",
        change=Change.COSTLY,
        later=_MOVE,
        source="Elasticsearch reference, Register a snapshot repository",
    )
    path_style: bool = answer(
        False,
        "Whether the bucket is part of the path instead of the host name; most object stores "
        "other than Amazon's want it.",
        consequence="With the wrong answer the host of the bucket is not found.",
        source=_S3,
    )


class VolumeTarget(Answers):
    """A volume of the cluster: for a desk, or for a file server outside of the cluster."""

    size: Quantity = answer(
        Quantity("50Gi"),
        "The size of the volume: the data of Elasticsearch once, its changes for the whole "
        "retention, and the dumps.",
        consequence="A full volume ends the backups.",
        change=Change.COSTLY,
        later="write a larger size and run `make up`; it cannot shrink",
        source=_VOLUME,
    )
    storage_class: StorageClass | None = answer(
        None,
        "The storage class of the volume; by default the cluster's own. Choose one that lies "
        "elsewhere than the data itself.",
        consequence="What lies on the same disks as the data is lost with the data.",
        change=Change.COSTLY,
        later=_MOVE,
        source=_VOLUME,
    )
    access_mode: Literal["ReadWriteMany", "ReadWriteOnce"] = answer(
        "ReadWriteMany",
        "Whether pods on several machines can mount the volume at the same time, or pods on one "
        "machine only. Several Elasticsearch nodes need ReadWriteMany.",
        consequence="With ReadWriteOnce dumps and snapshots must run on the machine of the one "
        "Elasticsearch node.",
        change=Change.COSTLY,
        later=_MOVE,
        source="Kubernetes documentation, Persistent Volumes, Access Modes",
    )


class BackupTarget(Answers):
    """One of the two; in production a bucket outside of the cluster."""

    s3: S3Target | None = group(
        None,
        "A bucket. Its keys are the secrets tracardi:backupAccessKeyId and "
        "tracardi:backupSecretAccessKey; leave them out where the pods have a role of the cloud.",
    )
    volume: VolumeTarget | None = group(None, "A volume of the cluster.")
