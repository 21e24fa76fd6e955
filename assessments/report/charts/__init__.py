"""Charts as accessible inline SVG, with the data they are drawn from and the tables beside them."""
