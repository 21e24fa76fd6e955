"""The pages: each view loads and authorises, takes a form, makes one call into the domain, and answers."""
