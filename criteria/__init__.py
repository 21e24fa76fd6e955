"""What a label asks: the catalogue of indicators, and the rules by which answers are judged."""
