"""The only functions that change anything. Each is atomic and ends in one audit row."""
