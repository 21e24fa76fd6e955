"""Where a cluster stands among the finished assessments of others."""

from assessments.benchmark.compare import Benchmark, Comparison, Comparisons, Spread, Standing, Withheld, compare
from assessments.benchmark.disclosure import MIN_FOR_ANYTHING, MIN_FOR_QUARTILES, MIN_FOR_TAILS
from assessments.benchmark.trends import Trend, Trends, trends

__all__ = [
    "MIN_FOR_ANYTHING",
    "MIN_FOR_QUARTILES",
    "MIN_FOR_TAILS",
    "Benchmark",
    "Comparison",
    "Comparisons",
    "Spread",
    "Standing",
    "Trend",
    "Trends",
    "Withheld",
    "compare",
    "trends",
]
