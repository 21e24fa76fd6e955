"""Forms, which clean what people type and do nothing else."""
