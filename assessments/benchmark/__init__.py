"""Where a cluster stands among the finished assessments of others."""

from assessments.benchmark.compare import Benchmark, Comparison, Comparisons, Spread, Standing, Withheld, compare
from assessments.benchmark.disclosure import MIN_FOR_ANYTHING, MIN_FOR_QUARTILES, MIN_FOR_TAILS
from assessments.benchmark.trends import OwnRuns, Trend, Trends, own_runs, trends

__all__ = [
    "MIN_FOR_ANYTHING",
    "MIN_FOR_QUARTILES",
    "MIN_FOR_TAILS",
    "Benchmark",
    "Comparison",
    "Comparisons",
    "OwnRuns",
    "Spread",
    "Standing",
    "Trend",
    "Trends",
    "Withheld",
    "compare",
    "own_runs",
    "trends",
]
