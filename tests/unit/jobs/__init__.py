"""The Job scripts, run against servers that answer as Tracardi and its stores do."""
