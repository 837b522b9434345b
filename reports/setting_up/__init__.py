"""What setting up the next campaign needs of this one's readings; the rest is in `targets.setting_up`."""
