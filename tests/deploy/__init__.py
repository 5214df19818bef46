"""What an operator is handed: files, backups, upgrades."""
