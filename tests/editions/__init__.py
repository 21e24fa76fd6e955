"""Editions that exist only for the suite: what holds for every edition is tried with one that is not the real one."""
