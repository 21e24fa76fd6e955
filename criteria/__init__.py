"""What the label asks: the catalogue of indicators and the rules that judge answers to it."""
