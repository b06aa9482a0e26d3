"""What a screen shows when nobody touches it, decided from content and clock alone (S2).

What plays is `sync.protocol.signage_plan`, which the desk's week view and preview share. Here:

`alerts`   which urgent notices stand, full screen or as a banner
`player`   which item is shown now, and what is to be reported of it
`idle`     both of one panel, with what the daemon says
"""
