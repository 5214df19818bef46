"""Who decides together: the leading group's members, meetings, minutes and resolutions."""
