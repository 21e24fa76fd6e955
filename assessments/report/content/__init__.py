"""An assessment to the frozen tree that the templates print."""
