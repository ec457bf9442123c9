import os

%matplotlib inline
os.getcwd()
