from demo.m import export

# {% if cookiecutter.x %}
export(1)
# {% endif %}
