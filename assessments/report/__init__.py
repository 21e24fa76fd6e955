"""The report that a cluster's board reads: an assessment to a frozen tree, to HTML, to PDF."""
