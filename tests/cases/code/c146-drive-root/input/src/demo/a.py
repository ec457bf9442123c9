SOURCE = "G:\\Mugshots"
