"""Feedback and dialogues: named, between people who know each other's words; nothing here touches a ballot."""
