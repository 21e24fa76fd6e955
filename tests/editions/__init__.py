"""Editions that exist only for the suite, to prove that the code works for any edition and not only the real one."""
