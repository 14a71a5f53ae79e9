"""How quickly the desk answers a team of five hundred, over its own web server and database."""
