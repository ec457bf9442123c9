"""Functions that a host calls by their names, where tests start it: of integrations and of extensions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.python import PLACE, ModuleSummary


@dataclass(frozen=True, slots=True)
class _Host:
    """What calls `functions`: where tests import one of `modules`, and name one of `starts` if there are.

    It also runs the `file` of that name. A test that has the `mark` is run by it, too. `named` is true where
    the settings that tests give it name what it makes.
    """

    modules: tuple[str, ...]
    starts: frozenset[str]
    functions: frozenset[str]
    file: str = ""
    mark: str = ""
    named: bool = False


_HOSTS = (
    # Home Assistant looks in an integration for what sets it up, and in its platforms.
    _Host(
        ("homeassistant", "pytest_homeassistant_custom_component"),
        frozenset("async_init async_reload async_setup async_setup_component async_unload".split()),
        frozenset(
            "async_attach_trigger async_call_action_from_config async_condition_from_config"
            " async_describe_events async_get_action_capabilities async_get_actions async_get_conditions"
            " async_get_config_entry_diagnostics async_get_device_diagnostics async_get_engine"
            " async_get_media_source async_get_options_flow async_get_scanner async_get_service"
            " async_get_trigger_capabilities async_get_triggers async_migrate_entry"
            " async_remove_config_entry_device async_remove_entry async_setup async_setup_entry"
            " async_setup_platform async_unload_entry"
            " async_validate_action_config async_validate_condition_config async_validate_trigger_config"
            " setup setup_platform".split()
        ),
    ),
    # Scrapy makes spiders, middlewares, pipelines and extensions that its settings name.
    _Host(
        ("scrapy",),
        frozenset("CrawlerProcess CrawlerRunner crawl get_crawler".split()),
        frozenset(
            "close_spider closed from_crawler from_settings open_spider parse process_exception process_item"
            " process_request process_response process_spider_exception process_spider_input"
            " process_spider_output process_start process_start_requests start start_requests".split()
        ),
        named=True,
    ),
    # Sphinx sets up the extensions that conf.py names.
    _Host(
        ("sphinx.application", "sphinx.cmd.build", "sphinx.testing", "sphinx_testing"),
        frozenset(),
        frozenset(("setup",)),
        "conf.py",
        "sphinx",
    ),
)
#: Marks by which the plugin for pytest of a host starts it, with the plugins that its settings name.
_MARKS = {"ckan_config": "ckan"}


def hooks_in(side: Iterable[ModuleSummary]) -> Iterator[str]:
    """Yield the names of what is called by the hosts that the tests, and what lies with them, start."""
    for host in _started(side):
        yield from host.functions


def files_in(side: Iterable[ModuleSummary], outside: Iterable[ModuleSummary]) -> Iterator[str]:
    """Yield the paths of the modules that these hosts run as their configuration."""
    files = {host.file for host in _started(side)}
    yield from (module.path for module in outside if module.path.rpartition("/")[2] in files)


def started_by_fixtures(side: Iterable[ModuleSummary]) -> Iterator[str]:
    """Yield the top names of the hosts that plugins for pytest start, which tests need not import."""
    mentioned = frozenset(name for module in side for name in module.mentioned)
    yield from (host for mark, host in _MARKS.items() if mark in mentioned)


def _started(side: Iterable[ModuleSummary]) -> Iterator[_Host]:
    side = tuple(side)
    imported = {item.module for module in side for item in module.imports if not item.level}
    mentioned = frozenset(name for module in side for name in module.mentioned)
    for host in _HOSTS:
        known = (host.mark and host.mark in mentioned) or any(
            name == module or name.startswith(f"{module}.") for name in imported for module in host.modules
        )
        if known and (not host.starts or not host.starts.isdisjoint(mentioned)):
            yield host


def named_in_settings(side: Iterable[ModuleSummary]) -> Iterator[str]:
    """Yield the dotted names that tests may give these hosts in settings, of what they make."""
    side = tuple(side)
    if any(host.named for host in _started(side)):
        for uses in _scopes(side):
            yield from _dotted_texts(uses)


def django_settings(modules: Iterable[ModuleSummary]) -> Iterator[str]:
    """Yield the dotted names that code gives Django as its settings, which it loads before any test."""
    for uses in _scopes(modules):
        if "'DJANGO_SETTINGS_MODULE" in uses:
            yield from _dotted_texts(uses)


def _scopes(modules: Iterable[ModuleSummary]) -> Iterator[Collection[str]]:
    for module in modules:
        yield from (module.uses, module.main_uses, *(item.uses for item in module.definitions))
        yield from (item.uses for item in module.variables)


def _dotted_texts(uses: Collection[str]) -> Iterator[str]:
    yield from (use[1:] for use in sorted(uses) if use.startswith(PLACE) and "/" not in use[1:])
