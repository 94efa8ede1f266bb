"""The decisions of one Tracardi installation: typed, checked, and turned into settings.

Nothing in this package imports Pulumi, except `config.load`.
"""
