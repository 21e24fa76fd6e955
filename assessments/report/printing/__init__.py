"""The tree to HTML, and HTML to a tagged PDF."""
