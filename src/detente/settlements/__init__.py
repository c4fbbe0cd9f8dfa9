"""Settlements: where they hold, who is needed for them, and which threats stand against them."""
