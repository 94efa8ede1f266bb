"""How data is saved and brought back."""

from typing import Literal

from pydantic import Field

from config.types import Answers


class Backup(Answers):
    """Backups of Elasticsearch and MySQL."""

    mode: Literal["off"] = Field("off", description="Who saves Elasticsearch and MySQL.")
