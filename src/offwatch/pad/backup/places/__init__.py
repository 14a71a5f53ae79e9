"""Where backups are kept: a folder of this machine, or one on a WebDAV server."""
