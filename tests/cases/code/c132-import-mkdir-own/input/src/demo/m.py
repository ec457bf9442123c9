from demo.n import disk

disk.mkdir("a")
disk.fit()
