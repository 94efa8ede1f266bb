"""The Job scripts, run as real processes against servers that answer as Tracardi does."""
