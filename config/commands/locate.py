"""Where the file of a stack lies, and what stands in it."""

from pathlib import Path

from config.commands.file import Unreadable


def stack_text(stack: str, file: Path | None, project: Path) -> tuple[Path, bytes]:
    """The path to show for the file of `stack`, and its content: of `file`, or else of the stack's
    file in `project`. Raises Unreadable if there is none.
    """
    if file is not None:
        return file, _read(file, _beside(file))
    name = stack_file_name(stack)
    return name, _read(project / name, _stacks(project), name)


def stack_file_name(stack: str) -> Path:
    """The name of the file in which Pulumi keeps the configuration of `stack`."""
    # Pulumi leaves an organization in the stack's name out of the file's.
    return Path(f"Pulumi.{stack.rsplit('/', maxsplit=1)[-1]}.yaml")


def _read(file: Path, instead: str, shown: Path | None = None) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise Unreadable(shown or file, "does not exist", instead) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        rule = f"cannot be read: {reason or 'is no path of a file'}"
        raise Unreadable(shown or file, rule, "name a file that can be read") from None


def _stacks(project: Path) -> str:
    files = sorted(file.name for file in project.glob("Pulumi.?*.yaml"))
    names = [name.removeprefix("Pulumi.").removesuffix(".yaml") for name in files]
    if not names:
        return "copy one: there is no Pulumi.<stack>.yaml in this project"
    return f"the stacks that have a file here: {', '.join(names)}"


def _beside(file: Path) -> str:
    try:
        names = sorted(other.name for other in file.parent.glob("*.yaml"))
    except (OSError, ValueError):
        names = []
    if names:
        return f"the YAML files in {file.parent}: {', '.join(names)}"
    if not file.parent.is_dir():
        return f"the folder {file.parent} does not exist either"
    return f"there is no YAML file in {file.parent}"
