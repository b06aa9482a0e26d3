"""`python -m mizban` is the same as the command `mizban`."""

from mizban.start import main

if __name__ == "__main__":
    main()
