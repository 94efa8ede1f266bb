"""Folders and files on the machine that runs this program."""

from typing import Annotated

from pydantic import AfterValidator

from config.types.refused import Refused, matching


def _render_folder(text: str) -> str:
    advice = "write a folder of its own, for instance rendered/dev"
    if not text.strip() or "\0" in text or "\n" in text:
        raise Refused("is no folder", advice)
    if text.startswith("~"):
        raise Refused("begins with ~, which only a shell replaces", advice)
    if text.strip("/.") == "" or ".." in text.split("/"):
        raise Refused("must not be the project folder, its parent or the root", advice)
    return text


RenderFolder = Annotated[str, AfterValidator(_render_folder)]
"""A folder that holds rendered manifests and nothing else."""
FilePath = Annotated[
    str,
    AfterValidator(
        matching(
            r"[^~\x00-\x1f][^\x00-\x1f]*",
            "is no path of a file",
            "write the path in full, without ~, for instance /home/me/.kube/config",
        )
    ),
]
