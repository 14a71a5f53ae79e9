"""Commands of the pad that read and write files of diaries."""
