"""Notifications: events, notices in the inbox, the outbox of mail, its delivery, the daily digest."""
