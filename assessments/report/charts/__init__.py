"""Charts as accessible inline SVG, their data, and the tables printed beside them."""
