"""Tests of the decisions and of what is derived from them."""
