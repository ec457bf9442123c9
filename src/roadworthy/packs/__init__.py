"""Rule packs: what they may offer, and how they are found."""
