"""The table of images: its columns, and what may stand in them. Needs nothing but Python."""

SIDE = 8
INK = range(0, 17)
DIGITS = range(10)

PIXELS = [f"p{row}{column}" for row in range(SIDE) for column in range(SIDE)]
LABEL = "digit"
COLUMNS = [*PIXELS, LABEL]
