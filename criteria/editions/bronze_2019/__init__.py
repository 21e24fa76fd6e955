"""The Bronze label, edition of 2019."""
