import streamlit

from demo.m import fit

streamlit.write(fit([1]))
