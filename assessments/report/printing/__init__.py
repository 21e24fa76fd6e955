"""Renders the report's tree as HTML, and the HTML as a tagged PDF."""
