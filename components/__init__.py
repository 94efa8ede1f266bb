"""Pulumi components: what the decisions become."""
