"""What Git knows of the project, read without running it."""

from roadworthy.facts.repository.repository import Repository as Repository
from roadworthy.facts.repository.repository import checkout as checkout
from roadworthy.facts.repository.repository import ignored_by_git as ignored_by_git
from roadworthy.facts.repository.repository import tracked_files as tracked_files
