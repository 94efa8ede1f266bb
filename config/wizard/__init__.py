"""The wizard: every question asked in its order, and a commented `Pulumi.<stack>.yaml` at the end.

`prompts` is the table of what is asked and when; texts, choices, defaults and limits come from the
models. Everything but `terminal` and `vault` is pure or touches one file only, so that the same
answers give the same file, whether they come from a terminal, from a file or from the environment.
"""
