"""The commands of cutover, one module each. Exit codes: 0 yes, 1 no, 2 wrong use, 3 cannot tell."""
