# coding: utf-8

# In[1]:

import sys


def main():
    print(model)


if __name__ == '__main__':
    main()
