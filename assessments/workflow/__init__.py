"""The only functions that change anything. Each is atomic and writes one audit row."""
