"""Stand-ins for programs: shell scripts in a folder that a test puts on PATH."""

from pathlib import Path


def program(folder: Path, name: str, script: str) -> Path:
    """Write an executable shell script and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def go(folder: Path, version: str = "1.99.0", build: str = "") -> Path:
    """Write a `go` that says it has `version`; `build` is what `go build` does to "$output".

    Every call is a line in the file `calls` beside it.
    """
    answer = (
        f'{{"GOVERSION": "go{version}", "GOOS": "linux", "GOARCH": "amd64", "CGO_ENABLED": "0"}}'
    )
    return program(
        folder,
        "go",
        f"""
echo "$*" >> {folder}/calls
case "$1" in
env) echo '{answer}' ;;
mod) ;;
list) echo "$MODULE_CACHE" ;;
build)
    while [ "$1" != -o ]; do shift; done
    output=$2
    {build or 'echo built > "$output"'}
    ;;
esac
""",
    )
