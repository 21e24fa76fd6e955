"""The Harbour mark: a scheme of its own with two areas and seven indicators, whose codes are numbers with dots."""
