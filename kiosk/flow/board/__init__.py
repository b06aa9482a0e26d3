"""What the screen in the waiting hall shows and says, as data (O16).

`calls`      which call is shown large and announced, one after another
`direction`  which way from the board a counter lies
`page`       everything on the board in words
"""
