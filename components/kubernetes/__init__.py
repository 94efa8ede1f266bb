"""Tracardi and its dependencies on Kubernetes."""
