"""A roster as a spreadsheet has it: a row a person, a column a day."""
