"""What the stores have in common: volumes, memory, and what is said about them."""

from typing import Final, Literal

from config.about import Change, answer
from config.types import Answers, Quantity, StorageClass

GIBIBYTE: Final = 1024**3

NEW_STACK: Final = (
    "install a second stack with the new answer, restore a backup there, and then destroy this one"
)
"""How one changes what is recorded at the first `up` and has data in it."""

TOPOLOGY_LATER: Final = (
    "back the store up, install a second stack with the other topology, restore there, and then "
    "destroy this one"
)

RESTARTS: Final = "A change restarts the store."
"""The consequence of most changes of a store's size."""


class Storage(Answers):
    """One persistent volume."""

    size: Quantity = answer(
        ...,
        "The size of the volume: the data of the whole retention with growth, and a fifth on top.",
        consequence="It can grow where the storage class allows expansion, and never shrinks.",
        change=Change.COSTLY,
        later="write a larger size and run `make up`; a smaller one is refused, because a claim on "
        "storage cannot shrink",
        source="Kubernetes documentation, Persistent Volumes, Expanding Persistent Volumes Claims",
    )
    storage_class: StorageClass | None = answer(
        None,
        "The storage class of the volume; by default the cluster's own. Choose one on fast disks "
        "that allows expansion and retains volumes.",
        consequence="It decides speed, price, whether the volume can grow, and in which zone it is "
        "bound.",
        change=Change.NEVER,
        later=NEW_STACK,
        source="Kubernetes documentation, Storage Classes",
    )
    access_mode: Literal["ReadWriteOnce", "ReadWriteOncePod"] = answer(
        "ReadWriteOnce",
        "Who may mount the volume: ReadWriteOnce for the pods of one machine, ReadWriteOncePod for "
        "one single pod. Choose the latter where the storage driver offers it.",
        consequence="With ReadWriteOncePod two servers can never write to the same files, even if "
        "somebody starts a second one by hand.",
        change=Change.NEVER,
        later=NEW_STACK,
        source="Kubernetes documentation, Persistent Volumes, Access Modes",
    )
