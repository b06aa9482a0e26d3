"""Signage and boards: media, playlists, schedules, publishing, urgent notices, proof of play, the web board."""
