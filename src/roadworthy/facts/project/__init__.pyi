# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.project.answering import called_by_name as called_by_name
from roadworthy.facts.project.answering import handler_classes as handler_classes
from roadworthy.facts.project.answering import is_addressed as is_addressed
from roadworthy.facts.project.answering import is_answering_method as is_answering_method
from roadworthy.facts.project.answering import is_decorated as is_decorated
from roadworthy.facts.project.answering import is_route_of_held as is_route_of_held
from roadworthy.facts.project.bots import is_bot as is_bot
from roadworthy.facts.project.bots import receivers as receivers
from roadworthy.facts.project.entry_points import Command as Command
from roadworthy.facts.project.entry_points import EntryPoint as EntryPoint
from roadworthy.facts.project.entry_points import declared_entries as declared_entries
from roadworthy.facts.project.frameworks import answers_calls as answers_calls
from roadworthy.facts.project.frameworks import is_page as is_page
from roadworthy.facts.project.frameworks import page_library as page_library
from roadworthy.facts.project.frameworks import receives_messages as receives_messages
from roadworthy.facts.project.frameworks import serves as serves
from roadworthy.facts.project.frameworks import serving_frameworks as serving_frameworks
from roadworthy.facts.project.images import ImageUse as ImageUse
from roadworthy.facts.project.images import ImageUses as ImageUses
from roadworthy.facts.project.kept_code import KeptCode as KeptCode
from roadworthy.facts.project.layout import Layout as Layout
from roadworthy.facts.project.left_out import LeftOut as LeftOut
from roadworthy.facts.project.mentions import mentioned as mentioned
from roadworthy.facts.project.model_calls import sends_prompt as sends_prompt
from roadworthy.facts.project.model_servers import is_model_server as is_model_server
from roadworthy.facts.project.opened_paths import OpenedPath as OpenedPath
from roadworthy.facts.project.profile import Profile as Profile
from roadworthy.facts.project.profile import Sign as Sign
from roadworthy.facts.project.purpose import Purpose as Purpose
from roadworthy.facts.project.pythons import PythonVersion as PythonVersion
from roadworthy.facts.project.pythons import PythonVersions as PythonVersions
from roadworthy.facts.project.reach import certain_modules as certain_modules
from roadworthy.facts.project.served_models import local_model as local_model
from roadworthy.facts.project.started import takes_event as takes_event
from roadworthy.facts.project.treedate import TreeDate as TreeDate

HOMES: dict[str, tuple[str, ...]]
