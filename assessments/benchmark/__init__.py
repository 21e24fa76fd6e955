"""Where a cluster stands among the finished assessments of others."""

from assessments.benchmark.compare import Comparison, Comparisons, Spread, compare
from assessments.benchmark.disclosure import MIN_FOR_ANYTHING, MIN_FOR_QUARTILES

__all__ = ["MIN_FOR_ANYTHING", "MIN_FOR_QUARTILES", "Comparison", "Comparisons", "Spread", "compare"]
