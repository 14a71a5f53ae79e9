"""What a roster is: its types, its form as a file, and where one contradicts itself."""
