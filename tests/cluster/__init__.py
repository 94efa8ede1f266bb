"""Tests against a real API server, with kwok in the place of nodes, pods and volumes."""
