"""How a team begins: the first account, a first roster from a spreadsheet, a sample to look at."""
