from offwatch.cli import main

main()
