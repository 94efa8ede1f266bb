"""The groups of decisions, as they stand in a stack's file: one module each, or a part of one."""
