"""When a secret is generated and when it is asked for: found out, not written down.

The table of secrets decides by functions of the decisions. Here every single answer is changed in
turn, and the answers that change something for a secret are said together with what they change.
"""

from types import MappingProxyType
from typing import Final

from config.reference.text import code
from config.reference.variants import Changes, usual, variants
from config.secrets import Provision, Secret

IN_WORDS: Final = MappingProxyType(
    {
        Provision.GENERATED: "generated once and kept, unless you set one of your own",
        Provision.KEPT: "generated once and kept; none of your own can be set",
        Provision.REQUIRED: "required, because somebody else made it",
        Provision.OPTIONAL: "used if you set it, never generated",
        Provision.UNUSED: "not used, and refused if you set it",
    }
)
"""What each provision means for the person who writes the stack's file."""


def provisions(secret: Secret) -> list[str]:
    """How `secret` is provided, one part of a sentence for each way, that of the
    default answers first.
    """
    known: dict[Changes, Provision] = {(): secret.provision(usual())}
    answers: dict[Provision, list[str]] = {}
    for variant in variants():
        changes = variant.changes
        here = known[changes] = secret.provision(variant.decisions)
        # With the last change left out, or with the first one, it is what it is here.
        if here not in (known[changes[:-1]], known.get(changes[1:])):
            answers.setdefault(here, []).append(_together(changes))
    found = [_in_words(secret, known[()])]
    for provision, there in answers.items():
        found.append(f"with {', or with '.join(there)}: {_in_words(secret, provision)}")
    return found


def _together(changes: Changes) -> str:
    """`changes` without those that a later one implies."""
    return " and ".join(
        code(change)
        for change, following in zip(changes, (*changes[1:], ""), strict=True)
        if not following.startswith(f"{change}.")
    )


def _in_words(secret: Secret, provision: Provision) -> str:
    generated = secret.config_key is None and provision is Provision.GENERATED
    return IN_WORDS[Provision.KEPT if generated else provision]
