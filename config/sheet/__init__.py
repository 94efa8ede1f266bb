"""The decision sheet: what was decided, what that means, and what of it cannot be taken back.

`content` says what stands in it, `comparison` what changed since another state of the decisions,
and both in `blocks`, which know nothing of how they look. `markdown` makes a comment of a pull
request of them and `html` a page with curves. Nothing here reads a file or starts a program.
"""
