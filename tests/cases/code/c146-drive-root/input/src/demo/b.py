UNITS = ("D:/", "X:/Y", "T:/mm")
DRIVE = "E:\\"
SYSTEM = "C:\\Windows"
WEB = "http://demo"
