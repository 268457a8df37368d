"""Who may ask, and how often: keys, the identity that a proxy tells, addresses behind proxies.

`clients` tells clients apart, `keys` has the file of keys, `rates` counts requests, and `gate` stands
before all answers. Nothing is imported here: commands about keys need not count requests.
"""
