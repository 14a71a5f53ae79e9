"""Pages on which a team is managed: its people and accounts, and how a team begins and ends."""
