"""What earns the points of operations: asked of services that answer by a model."""

from __future__ import annotations

from roadworthy import (
    Answer,
    ComposeService,
    Concern,
    Dependency,
    Dockerfile,
    KubernetesObject,
    Level,
    Location,
    ModuleSummary,
    Operations,
    Profile,
    Repository,
    Tree,
    kept,
    lacking,
    practice,
    untold,
)
from roadworthy_rules.operations._counts import (
    counted_rows,
    counts_nothing,
    counts_requests,
    filled_and_counted,
    own_counter,
    prometheus_counter,
    rows_of_sql,
    scraped,
    shown_count,
)
from roadworthy_rules.operations._failures._reports import may_report, not_installed
from roadworthy_rules.operations._log_lines import (
    answers_by_library,
    answers_requests,
    fails_logged,
    may_fail_logged,
    predictions_in_log,
    start_fails_logged,
    with_chain,
)
from roadworthy_rules.operations._pages import (
    bounded_field,
    chosen_field,
    free_field,
    navigating,
    only_bounded,
    refused_lookup,
    refused_messages,
    takes_files,
)
from roadworthy_rules.operations._probes import probed
from roadworthy_rules.operations._references import (
    by_platform,
    cut_from_one,
    kept_on_both_sides,
    made_up,
    may_compare,
    reference_unset,
    simulated,
)
from roadworthy_rules.operations._roots import answers_root, django_root, may_answer_root
from roadworthy_rules.operations._serving import (
    deployed_server,
    grpc_server,
    is_function,
    is_receiver,
    model_server,
    other_server,
    takes_nothing,
    traced_by_gateway,
    typed_message,
)
from roadworthy_rules.operations._shared import SERVICE, is_only_page, names_people, server
from roadworthy_rules.operations._weak_signs import (
    asks_outliers,
    may_check,
    may_check_quality,
    may_compare_groups,
    may_count,
    may_explain,
    may_find_outliers,
    shows_weights,
)
from roadworthy_rules.operations._weak_stores import (
    keeps_elsewhere,
    keeps_vectors,
    may_log,
    may_store,
    may_store_any,
    may_write,
    traced,
)
from roadworthy_rules.operations.drift_monitoring_missing import compares, job_file
from roadworthy_rules.operations.health_endpoint_missing import (
    answers_health,
    beside_receiver,
    has_endpoint,
    only_asks,
    routed,
    without_endpoint,
)
from roadworthy_rules.operations.metrics_missing import answers_metrics

#: What each level earns where what is served must be watched, and where an evaluation is enough.
_WATCHED = {Level.CALLED: 0.4, Level.SERVED: 1.0, Level.SCHEDULED: 1.0}
_EVALUATED = {Level.CALLED: 0.8, Level.SERVED: 1.0, Level.SCHEDULED: 1.0}
#: What each level earns where any code that is started is enough.
_STARTED = {Level.CALLED: 1.0, Level.SERVED: 1.0, Level.SCHEDULED: 1.0}
#: What gives a chain of LangServe the type of its input.
_TYPED_CHAINS = frozenset(("input_type", "with_types"))
#: What makes numbers, and objects of schemas: it checks no file.
_PARSING = frozenset("float int model_validate model_validate_json".split())
_REASONS = {
    Level.CALLED: "level half: it is called, but no deployed or scheduled code calls it",
    Level.SERVED: "level 1a: only requests run it, no schedule",
}


def _told(operations: Operations, watch: Concern, shares: dict[Level, float], missing: str) -> Answer:
    """Return the answer for what is watched: the level, and the chain that leads to it."""
    found = operations.evidence.get(watch)
    if found is None:
        if watch in operations.uncalled:
            at = operations.uncalled[watch]
            place = f"{at.file}:{at.span.line}" if at.span else at.file
            return lacking(f"{missing}: no code that is started calls {place}")
        return lacking(missing)
    share = shares[found.level]
    # Where any code that is started is enough, the level says no more.
    enough = found.level is Level.CALLED and share == 1
    told = found.text if enough else f"level {found.level.word}: {found.text}"
    chain = (told, found.chain[-1][1])
    return kept(chain, share=share, reason=_REASONS.get(found.level, "") if share < 1 else "")


def _has_inputs(profile: Profile, operations: Operations, watch: Concern) -> bool:
    """Tell whether new inputs come in that can be watched: a training that serves nothing has none.

    What watches something all the same is judged.
    """
    found = watch in operations.evidence or watch in operations.uncalled
    return profile.name == SERVICE and (profile.is_served or found)


@practice(3, rules=("drift-monitoring-missing",))
def drift_watched(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    profile: Profile,
    repository: Repository,
    tree: Tree,
) -> Answer | None:
    """The inputs in production are compared with the training data.

    Fully where a schedule leads to the comparison (level 1b), less where only requests do (1a), less again
    where nothing that is deployed does (half). A dependency, an import or a function that nothing calls is
    none, and neither is a comparison of two parts of one data set, which code cuts. It is unknown where the
    class that compares has a method to set its reference, and no code calls it, or where what is compared is
    made up: a function injects drift, and no real inputs are kept. So it is where both files that are
    compared lie in the repository, and neither is named for production, where a platform calls the function
    that compares, by a request or by a schedule, and where a function that is named for drift has a reference
    and a current side, and how it compares them is not known.
    """
    if not _has_inputs(profile, operations, Concern.DRIFT):
        return None
    if Concern.DRIFT not in operations.evidence:
        if job := job_file(repository, tree):
            return untold(f"what `{job}` does cannot be read")
        if word := compares(modules) or may_compare(modules):
            return untold(f"whether `{word}` compares what is served cannot be read")
    elif method := reference_unset(operations.evidence[Concern.DRIFT], modules):
        return untold(f"no code that was read calls `{method}`, without which nothing is compared")
    elif maker := made_up(operations.evidence[Concern.DRIFT], modules):
        return untold(f"what is compared is what `{maker}` makes up, in the code that was read")
    elif cutter := cut_from_one(operations.evidence[Concern.DRIFT], modules, tree):
        return lacking(f"what is compared are parts of one data set, which `{cutter}` cuts")
    elif handler := by_platform(operations.evidence[Concern.DRIFT], modules, tree):
        return untold(f"what calls `{handler}`, and whether by a schedule, is not in the code that was read")
    elif files := kept_on_both_sides(operations.evidence[Concern.DRIFT], modules, tree):
        return untold(f"whether `{files[0]}` or `{files[1]}` is of production cannot be read")
    elif Concern.PREDICTION_LOG not in operations.evidence and (maker := simulated(modules)):
        return untold(f"`{maker}` makes drift up, and no code that keeps real inputs was found")
    return _told(
        operations,
        Concern.DRIFT,
        {Level.CALLED: 0.4, Level.SERVED: 0.8, Level.SCHEDULED: 1.0},
        "no comparison was found",
    )


@practice(1, rules=("health-endpoint-missing",))
def health_answered(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    profile: Profile,
    dockerfiles: tuple[Dockerfile, ...],
    services: tuple[ComposeService, ...],
    objects: tuple[KubernetesObject, ...],
    tree: Tree,
) -> Answer | None:
    """The service has a health endpoint.

    It is a route that speaks of health, whether it looks at the model or always says yes, or one that a
    probe or a health check requests; the status of a job or of a part below a path of its own is none, and
    neither is one that is asked by an ID, or that tells the health of plants or people. A server made for
    models, such as BentoML, SageMaker or Triton, has one by itself, and one of gRPC has a service for it. An
    interface that answers `GET /`, which nothing requests, shows that it is up, not that it can predict:
    that is a half, whatever the handler is called. Where the project has several applications, and nothing
    shows which one is started, each must have the route. A page at `/` is none; where it may be either, as
    with Flask, or where data is answered only if the files of a page are not there, it is unknown. So is a
    name that speaks of health without a route for it, and a server without one whose code asks no model,
    beside what answers messages.
    """
    if profile.name != SERVICE:
        return None
    # What a platform calls may have a server of the standard library beside it, for itself.
    at = server(modules, plain=not is_function(modules))
    if at is None:
        if (served := model_server(modules)) is not None:
            if is_function(modules):
                told = f"whether {served[0].name}, which answers for it by itself, or the function is asked"
                return untold(f"{told} cannot be read")
            return kept((f"{served[0].name} answers `{served[0].route}` by itself", served[1]))
        if profile.is_served and routed(modules):
            return kept("the service has a route for it")
        if (deployed := deployed_server(profile)) is not None:
            return kept(f"{deployed.name} answers `{deployed.route}` by itself")
        if profile.is_served and (calls := grpc_server(modules)) is not None:
            found = kept(("gRPC's service for health answers", calls[0]))
            return found if calls[1] else lacking("the server of gRPC has no service for health")
        return None
    # What no application includes answers nothing.
    modules = tuple(m for m in modules if m.path not in operations.idle and not only_asks(m))
    if has_endpoint(operations, modules):
        # Of several applications, and nothing that starts one, another may be what serves.
        started = dockerfiles or services or objects
        bare = () if started else without_endpoint(operations, modules)
        if bare and answers_root(bare, tree):
            reason = "another application of the project, which may be what serves, has no such route"
            return kept(("`/` answers", Location(bare[0].path)), share=0.5, reason=reason)
        if bare:
            return untold(f"whether `{bare[0].path}`, which has no such route, is what serves is unclear")
        return kept(("the service has a route for it", at))
    for path, words, place in probed(dockerfiles, services, objects):
        if any(path in module.texts for module in modules if module.role == "source"):
            return kept((f"`{path}` answers, and {words} requests it", place))
    beside = model_server(modules)
    if answers_root(modules, tree) or django_root(operations, modules) == "data":
        if beside is not None:
            return untold(
                f"whether {beside[0].name}, which answers for it by itself, is what serves is unclear"
            )
        return kept(("`/` answers", at), share=0.5, reason="`/` may answer without the model")
    if answers_health(modules):
        return untold("it speaks of health, and whether a route answers for it cannot be read")
    if may_answer_root(modules, tree) or django_root(operations, modules):
        return untold("whether `/` answers with data or with a page for people cannot be read")
    if beside is not None:
        return untold(f"whether {beside[0].name}, which answers for it by itself, is what serves is unclear")
    if path := beside_receiver(modules):
        return untold(f"whether `{path}` answers by the model, as what takes messages does, cannot be read")
    return lacking("no health route was found")


@practice(1, rules=("metrics-missing",))
def requests_counted(
    operations: Operations, modules: tuple[ModuleSummary, ...], profile: Profile, tree: Tree
) -> Answer | None:
    """The service counts requests and failures.

    A count of its own that a route shows is a half, unless it is in the format that Prometheus collects. Rows
    that a page for people counts do not count requests; where a route answers with such a total, it is
    unknown. A server made for models may count by itself, as BentoML and SageMaker do and LitServe does not.
    A platform counts, too: an alarm of Terraform on its failures shows that someone watches. Workers and
    bots, which answer messages, are asked as well.
    """
    if profile.name != SERVICE:
        return None
    if server(modules) is None:
        served = model_server(modules)
        if served is not None and served[0].counts:
            return kept((f"{served[0].name} counts requests by itself", served[1]))
        deployed = deployed_server(profile)
        if served is None and deployed is not None and deployed.counts:
            return kept(f"{deployed.name} counts requests by itself")
        shown = profile.is_served and Concern.METRICS in operations.evidence
        received = profile.is_served and is_receiver(modules)
        if served is None and not (shown or received or is_function(modules)):
            return None
    if Concern.METRICS not in operations.evidence:
        answer = _counted_itself(operations, modules, tree)
        if answer is not None:
            return answer
    return _told(operations, Concern.METRICS, _WATCHED, "no counter was found")


def _counted_itself(operations: Operations, modules: tuple[ModuleSummary, ...], tree: Tree) -> Answer | None:
    """Return the answer where the service counts requests itself, or may, without a known library."""
    if at := prometheus_counter(operations, modules):
        return kept(("requests lead to a counter of Prometheus", at))
    if count := shown_count(operations, modules):
        told = f"`{count[0]}` is counted and shown", count[1]
        return kept(told, share=0.5, reason="a restart forgets the count, and failures are not told apart")
    kept_rows = operations.level(Concern.PREDICTION_LOG) >= Level.SERVED
    if answers_metrics(modules):
        if at := own_counter(operations, modules):
            told = "requests lead to a counter of its own, and `/metrics` shows it", at
            forgets = "a restart forgets the count" if not scraped(modules, tree) else ""
            return kept(told, share=0.5, reason=forgets) if forgets else kept(told)
        # `/metrics` of a model or a process are others than those of a service.
        if not counts_nothing(operations, modules):
            return untold("whether the route `/metrics` counts requests cannot be read")
    word = counts_requests(operations, modules) or may_count(operations, modules)
    # Rows that may be of predictions may be counted.
    if not word and (kept_rows or keeps_elsewhere(operations, modules) or may_store(operations, modules)):
        word = rows_of_sql(operations, modules, tree)
        if not word and (rows := counted_rows(operations, modules)):
            word = str(rows.route[-1]) if rows.route else rows.file
    if word := word or filled_and_counted(operations, modules, tree):
        return untold(f"whether `{word}` counts requests cannot be read")
    if path := other_server(tree):
        return untold(f"what the server of `{path}` counts cannot be read")
    beside = model_server(modules) if server(modules) is not None else None
    if beside is not None and beside[0].counts:
        return untold(f"whether {beside[0].name}, which counts by itself, is what serves is unclear")
    return None


@practice(0.5)
def errors_reported(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    profile: Profile,
    dependencies: tuple[Dependency, ...],
    tree: Tree,
) -> Answer | None:
    """Unexpected errors reach people who can fix them, not only a log.

    A log of failures earns a half, also where a warning says what was caught, or a row keeps it. A trace that
    is printed is none. Where a line only warns, or the project writes failures down in a way of its own,
    whether it is of a failure is unknown. So is a tool that is imported only if it is there, and that no
    requirement names, a log of what fails at the start alone, and what a server in
    another language does that stands beside the code. An alarm of Terraform on failures counts where it tells
    someone.
    """
    if profile.name != SERVICE:
        return None
    if server(modules) is None and model_server(modules) is None:
        received = profile.is_served and is_receiver(modules)
        if not (received or is_function(modules)):
            return None
    if Concern.ERRORS not in operations.evidence:
        if word := may_report(operations, modules, tree):
            return untold(f"whether `{word}` reports errors cannot be read")
        if at := fails_logged(operations, modules):
            return kept(("a request's failure is logged", at), share=0.5, reason="no tool reports it")
        if word := may_fail_logged(operations, modules):
            return untold(f"whether `{word}` logs what fails cannot be read")
        if path := other_server(tree):
            return untold(f"what the server of `{path}` does with errors cannot be read")
        if word := start_fails_logged(operations, modules):
            return untold(f"`{word}` logs what fails at the start, and whether more is logged cannot be read")
    elif name := not_installed(operations.evidence[Concern.ERRORS], modules, dependencies):
        return untold(f"whether `{name}`, which no requirement names, is installed cannot be read")
    return _told(operations, Concern.ERRORS, _WATCHED, "no report was found")


@practice(1, rules=("prediction-log-missing",))
def predictions_logged(
    operations: Operations, modules: tuple[ModuleSummary, ...], profile: Profile, tree: Tree
) -> Answer | None:
    """Each prediction is kept with its input and the model's version.

    Fully where requests lead to a store of predictions: a table, also that of a chat's messages or of jobs,
    a file that grows, a queue. Where another route of the model leads to none, it is a half, and so is a
    line of the log that holds the answer, also of a gateway that traces what it hands on. A line without it,
    what is printed, what only memory, a session or a cache holds, and a table that each request writes over
    is nothing, and neither is a row of the request alone. Where the code has a function that keeps
    predictions, and no request is seen to lead to it, it is unknown. So it is where a thread, a process or a
    worker at a queue answers and may keep what it answers, where a server in another language stands beside
    the code, and where a library of traces or a run of MLflow is given what is asked and answered.
    """
    if profile.name != SERVICE or not profile.is_served:
        return None
    # What a script or a training of its own writes down is no answer to a request.
    if operations.level(Concern.PREDICTION_LOG) <= Level.CALLED:
        at = predictions_in_log(operations, modules, tree)
        if word := keeps_elsewhere(operations, modules):
            return untold(f"whether requests lead to `{word}` cannot be read")
        if word := may_store(operations, modules) or may_write(operations, modules, tree):
            return untold(f"whether `{word}` stores predictions cannot be read")
        if word := traced(operations, modules):
            return untold(f"whether what `{word}` sends is kept of each answer cannot be read")
        if at is not None:
            return kept(("a line of text is logged", at), share=0.5, reason="the input is not kept")
        if word := may_log(operations, modules, tree):
            return untold(f"whether `{word}` logs predictions cannot be read")
        if is_function(modules) and (path := traced_by_gateway(tree)):
            gateway = f"`{path}` tells the gateway to log requests and answers", Location(path)
            return kept(gateway, share=0.5, reason="it is only a log")
        found = answers_requests(operations, modules, widely=True) or deployed_server(profile)
        if not found and not is_only_page(modules, profile):
            if not answers_by_library(operations, modules):
                return untold("the code that answers by the model was not found")
            if keeping := may_store_any(operations, modules):
                return untold(f"whether what `{keeping}` keeps is an answer cannot be read")
        if path := other_server(tree):
            return untold(f"what the server of `{path}` keeps cannot be read")
        if word := keeps_vectors(operations, modules):
            return untold(f"whether the vectors that `{word}` keeps are all answers cannot be read")
        return lacking("no store was found")
    if (told := operations.evidence[Concern.PREDICTION_LOG]).lacks:
        return kept((f"level half: {told.text}", told.chain[-1][1]), share=0.5, reason=told.lacks)
    return _told(operations, Concern.PREDICTION_LOG, _WATCHED, "no store was found")


@practice(1)
def input_validated(
    operations: Operations, modules: tuple[ModuleSummary, ...], profile: Profile, tree: Tree
) -> Answer | None:
    """Requests are validated before they reach the model.

    A schema of the request does, also one without bounds, such as a message of gRPC with several fields,
    and so does code that refuses it before the model is asked; a file, a text or a dictionary as the type
    of a parameter alone does not. LangServe validates by the type of the input that a chain is given
    (`with_types(input_type=...)`); without one, whether the schema of the chain refuses any is unknown. A
    page whose fields all take only what they offer refuses the rest: choices, sliders, numbers with
    bounds on both sides, and so does one that warns of a text instead of asking the model. It is a half
    where such fields stand beside one that takes anything, where only fields beside a file are checked,
    where another route of the model checks nothing, and where only what fails with the model is refused.
    What a route checks that asks no model is none. A bot whose handlers leave messages that lack what the
    model needs checks them; where only some do, it is unknown, and so it is where code goes no further with
    what a table of its own lacks. Where no route is given anything, it does
    not apply.
    """
    if profile.name != SERVICE or not profile.is_served or takes_nothing(operations, modules):
        return None
    # What a training or a job checks is no request.
    checked = operations.level(Concern.INPUT_VALIDATION) > Level.CALLED
    # A page beside a service hands on what it is given, and the service checks it or not.
    alone = not checked and server(modules) is None
    if alone and (page := only_bounded(modules, tree)) is not None:
        return kept(("all fields of the page take only what they offer", page))
    if alone and (page := bounded_field(modules, tree)) is not None:
        told = ("the page takes numbers within bounds", page)
        if takes_files(modules):
            return kept(told, share=0.5, reason="no check of the file or picture that it takes was found")
        if free_field(modules, tree):
            return kept(told, share=0.5, reason="another field takes what it is given")
        return kept(told)
    if alone and (page := chosen_field(modules, tree)) is not None and free_field(modules, tree):
        told = ("the page takes choices that it offers", page)
        return kept(told, share=0.5, reason="another field takes what it is given")
    if not checked and (refused := refused_messages(operations, modules, tree)) is not None:
        at, wholly = refused
        if wholly:
            return kept(("level 1a: a message that lacks what the model needs is not answered", at))
        return untold("a handler leaves messages that lack something, and whether all do cannot be read")
    if not checked and (word := may_check(operations, modules, navigating(modules, tree))):
        return untold(f"whether `{word}` checks requests cannot be read")
    if not checked and (chain := with_chain(modules)) is not None:
        if chain.mentioned & _TYPED_CHAINS:
            return kept(("LangServe checks requests by the type of the chain's input", Location(chain.path)))
        return untold("whether the schema of the chain refuses requests cannot be read")
    # A protocol of its own may refuse in a way of its own.
    if not checked and not (
        (server(modules) is not None and answers_by_library(operations, modules))
        or answers_requests(operations, modules)
        or is_only_page(modules, profile)
    ):
        return untold("the code that answers by the model was not found")
    if not checked and server(modules) is None and grpc_server(modules) is not None:
        if (typed := typed_message(tree)) is not None:
            return kept(typed)
        return untold("what the types of its messages say of a request is not in the code")
    if not checked and (word := refused_lookup(operations, modules, tree)):
        return untold(f"whether `{word}`, which leaves what its table lacks, checks requests cannot be read")
    if not checked:
        return lacking("no check of a request was found")
    found = operations.evidence[Concern.INPUT_VALIDATION]
    # What else the code may check of a file is no part of the types.
    if found.lacks and (found.sure or not may_check(operations, modules, _PARSING, refusing=False)):
        return kept((f"level half: {found.text}", found.chain[-1][1]), share=0.5, reason=found.lacks)
    return _told(operations, Concern.INPUT_VALIDATION, _WATCHED, "no check of a request was found")


@practice(0.5)
def input_quality_watched(
    operations: Operations, modules: tuple[ModuleSummary, ...], profile: Profile
) -> Answer | None:
    """Incoming data is checked for missing values, ranges and types.

    A function of the project counts that checks a table and says what is wrong, also where only a training or
    a script calls it. One that only looks which columns there are may be one: that is unknown.
    """
    if not _has_inputs(profile, operations, Concern.INPUT_QUALITY):
        return None
    if Concern.INPUT_QUALITY not in operations.evidence and (word := may_check_quality(modules)):
        return untold(f"whether `{word}` checks incoming data cannot be read")
    return _told(operations, Concern.INPUT_QUALITY, _STARTED, "no check was found")


@practice(0.5)
def outliers_found(
    operations: Operations, modules: tuple[ModuleSummary, ...], profile: Profile
) -> Answer | None:
    """Inputs that differ from the training data are detected.

    Fully where requests lead to a model of outliers, also to one that a training keeps in a file.
    """
    if not _has_inputs(profile, operations, Concern.OUTLIERS):
        return None
    found = operations.evidence.get(Concern.OUTLIERS)
    if found is None and (word := may_find_outliers(operations, modules)):
        return untold(f"whether `{word}` compares inputs with the training data cannot be read")
    if found is not None and found.level is Level.CALLED and (at := asks_outliers(operations, modules)):
        return kept(("level 1a: requests lead to the model of outliers that is trained", at))
    return _told(operations, Concern.OUTLIERS, _WATCHED, "no detection was found")


@practice(0.25)
def bias_measured(
    operations: Operations, modules: tuple[ModuleSummary, ...], profile: Profile
) -> Answer | None:
    """The model's errors are compared between groups of people.

    It is asked where the code names an attribute of people, such as `gender`: whether other models concern
    people cannot be read.
    """
    concerned = Concern.BIAS in operations.evidence or Concern.BIAS in operations.uncalled
    if profile.name != SERVICE or not (concerned or names_people(modules)):
        return None
    if Concern.BIAS not in operations.evidence and (word := may_compare_groups(modules)):
        return untold(f"whether `{word}` compares groups of people cannot be read")
    return _told(operations, Concern.BIAS, _EVALUATED, "no comparison was found")


@practice(0.25)
def predictions_explained(
    operations: Operations, modules: tuple[ModuleSummary, ...], profile: Profile
) -> Answer | None:
    """Predictions can be explained.

    Fully where requests, or a page, lead to what explains an answer: SHAP, LIME or their like, a map of what
    the model looked at, the parts of a sum, or the weights of the model that is loaded. It is a half where
    only an evaluation, a script or a notebook explains. Weights that a training plots or writes for
    itself are none, and so are probabilities, sources, and reasons by rules that ask no model.
    """
    if profile.name != SERVICE:
        return None
    found = operations.evidence.get(Concern.EXPLANATION)
    if (found is None or found.level is Level.CALLED) and (at := shows_weights(operations, modules)):
        return kept(("level 1a: requests lead to `feature_importances_`", at))
    if found is None and (word := may_explain(operations, modules)):
        return untold(f"whether `{word}` explains predictions cannot be read")
    return _told(operations, Concern.EXPLANATION, _EVALUATED, "no explanation was found")
