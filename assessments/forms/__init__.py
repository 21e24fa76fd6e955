"""Forms clean what people type, nothing else."""
