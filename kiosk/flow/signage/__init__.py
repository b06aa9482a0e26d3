"""What a screen shows when nobody touches it, decided from content and clock alone (S2).

`windows`  when a schedule holds, on the clock of the wall
`plays`    `what_plays`: the items, and when to look again
`alerts`   which urgent notices stand, full screen or as a banner
`player`   which item is shown now, and what is to be reported of it
"""
