"""The pages: each view loads and authorises, processes a form, makes one domain call, and returns a response."""
