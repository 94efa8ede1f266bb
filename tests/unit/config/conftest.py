"""Fixtures of the tests of decisions."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def certificate_authority() -> str:
    """A certificate in PEM form, with line breaks as YAML's single quotes need them."""
    text = Path(__file__).with_name("authority.pem").read_text("ascii")
    return text.replace("\n", "\n\n")
