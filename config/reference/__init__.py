"""The reference of decisions: everything that is said about each key, for people.

`entries` collects it from the models, `answers` says in words what a key takes, `examples` makes
examples, `changes` and `secrets` tell how a decision is changed and when a secret is needed,
`markdown` writes one entry, and `page` all of `docs/decisions.md`.
"""
