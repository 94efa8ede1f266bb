"""Fixtures of the components' unit tests."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def authority() -> str:
    """A certificate authority in PEM form."""
    return (Path(__file__).parent.parent / "config" / "authority.pem").read_text()
