"""Finds or makes a Pulumi engine: the CLI, the provider plugins and the host of Python programs.

`python -m tools.engine` says which one is used and why; `find_engine` hands it to other tools.
Nothing here but the language host needs a package that is not part of Python itself.
"""

from tools.engine.choice import Engine, EngineMissing, Source
from tools.engine.find import find_engine

__all__ = ["Engine", "EngineMissing", "Source", "find_engine"]
