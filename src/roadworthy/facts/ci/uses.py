"""What steps do that have no script: actions, tasks, orbs, pipes and templates, by their published names."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from fnmatch import fnmatchcase

from roadworthy.facts.ci.verbs import Verb

#: Characters of a name that is looked at.
_NAME = 200
#: What a step does for certain, by its name in lower case, without a version: patterns of fnmatch.
_KNOWN: Mapping[Verb, tuple[str, ...]] = {
    Verb.LINTS: tuple(
        """astral-sh/ruff-action chartboost/ruff-action psf/black */flake8 */action-flake8 */pylint
        */action-pylint */black */action-black */isort-action */action-isort */ruff-action */python-lint*
        */pylint-action super-linter/super-linter* github/super-linter* oxsecurity/megalinter*
        sonarsource/* */lint-action */wemake-python-styleguide deepsourcelabs/*
        codacy/codacy-analysis-cli-action cclauss/find-python-syntax-errors-action orb:*sonarcloud*
        task:sonarcloudanalyze task:sonarqubeanalyze pipe:sonarsource/* */flake8-action */py-lint*
        */*flake8* */*pylint* */*ruff* trunk-io/* qltysh/* */*lint-python* */*python-lint*""".split()
    ),
    Verb.TYPES: tuple(
        "*/mypy */mypy-action */action-mypy */pyright-action */action-pyright */pyright".split()
    ),
    Verb.AUDITS: tuple(
        """github/codeql-action/analyze pypa/gh-action-pip-audit */gh-action-pip-audit pyupio/safety*
        */bandit* */python-bandit* */bandit_action aquasecurity/trivy-action anchore/scan-action
        snyk/actions/* google/osv-scanner-action* semgrep/* returntocorp/semgrep-action
        actions/dependency-review-action gitleaks/gitleaks-action trufflesecurity/* ossf/scorecard-action
        sonarsource/* template:*sast* template:*dependency-scanning* template:*secret-detection*
        template:*container-scanning* task:snyksecurityscan task:whitesource* task:checkmarx*
        task:advancedsecurity-* task:credscan task:microsoftsecuritydevops task:sonarcloudanalyze
        task:sonarqubeanalyze task:trivy task:dependency-check-build-task task:codeql3000finalize
        orb:snyk/* pipe:snyk/* pipe:aquasecurity/* pipe:atlassian/git-secrets-scan pipe:sonarsource/*
        fossas/fossa-action advanced-security/*""".split()
    ),
    Verb.PUBLISHES: tuple(
        """pypa/gh-action-pypi-publish */poetry-publish* */*pypi-publish* */pypi-*publish* */publish-to-pypi*
        */publish-pypi* orb:*/publish-pypi* task:twineupload pipe:atlassian/pypi-publish
        etils-actions/pypi-auto-publish */python-publish* */*pypi-upload*""".split()
    ),
    Verb.BUILDS_WHEEL: tuple(
        """pypa/cibuildwheel joerick/cibuildwheel hynek/build-and-inspect-python-package pyo3/maturin-action
        messense/maturin-action ralfg/python-wheels-manylinux-build jrubics/poetry-publish
        pipe:atlassian/pypi-publish etils-actions/pypi-auto-publish""".split()
    ),
    Verb.CHECKS_WHEEL: ("hynek/build-and-inspect-python-package",),
    Verb.BUILDS_IMAGE: tuple(
        """docker/build-push-action docker/bake-action redhat-actions/buildah-build
        elgohr/publish-docker-github-action mr-smithers-excellent/docker-build-push macbre/push-to-ghcr
        whoan/docker-build-with-cache-action orb:circleci/docker/*build* orb:circleci/docker/publish
        orb:circleci/aws-ecr/*build* task:docker""".split()
    ),
    Verb.DEPLOYS: tuple(
        """aws-actions/amazon-ecs-deploy-task-definition google-github-actions/deploy-* azure/webapps-deploy
        azure/k8s-deploy azure/functions-action azure/container-apps-deploy-action azure/aci-deploy
        azure/appservice* appleboy/ssh-action appleboy/scp-action akhileshns/heroku-deploy
        superfly/flyctl-actions* amondnet/vercel-action serverless/github-action digitalocean/app_action*
        einaregilsson/beanstalk-deploy johnbeynon/render-deploy-action easingthemes/ssh-deploy
        burnett01/rsync-deployments samkirkland/ftp-deploy-action cloudflare/wrangler-action
        jakejarvis/s3-sync-action huggingface/* task:azurewebapp* task:azurermwebappdeployment
        task:azurefunctionapp* task:kubernetesmanifest task:kubernetes task:helmdeploy
        task:azurecontainerapps task:azureappservicemanage task:azureresourcemanagertemplatedeployment
        task:azureresourcegroupdeployment task:azurestaticwebapp task:amlmodeldeploy
        task:lambdadeployfunction task:beanstalkdeployapplication task:cloudformation*
        orb:circleci/aws-ecs/*deploy* orb:circleci/aws-ecs/*update* orb:circleci/aws-eks/*
        orb:circleci/gcp-cloud-run/*deploy* orb:circleci/gcp-gke/* orb:circleci/heroku/*deploy*
        orb:circleci/kubernetes/*apply* orb:circleci/aws-elastic-beanstalk/*deploy*
        orb:circleci/helm/*upgrade* pipe:atlassian/aws-ecs* pipe:atlassian/aws-eks*
        pipe:atlassian/aws-lambda* pipe:atlassian/aws-elasticb* pipe:atlassian/aws-s3*
        pipe:atlassian/aws-code* pipe:atlassian/aws-sam* pipe:atlassian/aws-cloudform*
        pipe:atlassian/azure-* pipe:atlassian/google-app* pipe:atlassian/google-cloud*
        pipe:atlassian/google-gke* pipe:atlassian/ssh-run pipe:atlassian/scp-deploy
        pipe:atlassian/rsync-deploy pipe:atlassian/heroku-deploy pipe:atlassian/kubectl-run
        pipe:atlassian/firebase-deploy pipe:microsoft/azure-*""".split()
    ),
    Verb.TESTS: tuple(
        """orb:circleci/python/test */pytest-action */python-pytest* */run-tox* */tox-action */pytest-*action
        task:tox dariocurr/pytest-summary */action-pytest""".split()
    ),
}
#: Words in the names of what may run tests, or run whatever it is told.
_MAY_TEST = ("test", "tox", "nox", "quality", "build-and", "/ci", "-ci")
#: What tests nothing, whatever words are in its name.
_HARMLESS = tuple(
    """actions/* docker/* */setup-* */install-* */upload-* */download-* */cache-* */*checkout* */*login*
        */configure-* */create-* */*comment* */*report* */*slack* */*label* */*release* */deploy*
        */*badge* */*coverage* codecov/* coverallsapp/* */*test-result* */*test-summary* */*junit*
        */*paths-filter* */*changed-files* */*cancel* */*auth* */*pages* */*codeclimate* */*code-climate*
        own:* task:* pipe:* orb:codecov* orb:coveralls* orb:slack* orb:circleci/slack* orb:circleci/aws-*
        orb:circleci/gcp-* orb:circleci/docker* orb:circleci/python/install* orb:circleci/python/dist*
        orb:circleci/python/default* orb:circleci/node* orb:circleci/azure-* orb:circleci/github-cli*
        orb:circleci/browser-tools* orb:circleci/windows* orb:circleci/macos* orb:circleci/jira*
        orb:circleci/heroku* orb:circleci/kubernetes* orb:circleci/go* orb:circleci/rust* *wait-on-check*
        */*dependency-review* */*spellcheck* */*link-check* */*linkcheck*
        */circleci-trigger-action* orb:circleci/continuation* orb:circleci/path-filtering*""".split()
)
Found = list[tuple[Verb, str]]


def uses_acts(uses: str, inputs: Mapping[str, str]) -> tuple[Found, bool]:
    """Return what a step does by the name that it uses, and whether it may run tests unseen."""
    written = uses.partition("@")[0]
    name = written.lower()[:_NAME]
    found: Found = [
        (verb, _detail(verb, written, inputs))
        for verb, patterns in _KNOWN.items()
        if any(fnmatchcase(name, pattern) for pattern in patterns)
    ]
    pushes = inputs.get("push", "false").lower() not in ("false", "")
    if name.startswith("docker/build-push") and pushes:
        found.append((Verb.PUSHES_IMAGE, inputs.get("tags", "")))
    if name == "task:docker" and inputs.get("command", "buildAndPush").lower() in ("buildandpush", "push"):
        found.append((Verb.PUSHES_IMAGE, inputs.get("repository", "")))
    if name.startswith("hynek/build-and-inspect"):
        found.append((Verb.BUILDS_SDIST, written))
    if found or any(fnmatchcase(name, pattern) for pattern in _HARMLESS):
        return found, False
    if name.startswith(("orb:", "template:")) or name.endswith((".yml", ".yaml")):
        return found, True
    return found, any(word in name for word in _MAY_TEST)


def _detail(verb: Verb, name: str, inputs: Mapping[str, str]) -> str:
    if verb is Verb.PUBLISHES:
        url = " ".join(inputs.get(key, "") for key in ("repository-url", "repository_url", "repository"))
        if "test.pypi" in url or "testpypi" in url:
            return "testpypi"
        return "pypi" if not url.strip() or "upload.pypi.org" in url else url.strip()
    if verb is Verb.BUILDS_IMAGE:
        return inputs.get("tags", "") or inputs.get("repository", "")
    return name


def own_path(uses: str) -> str:
    """Return the path of an action or workflow of the project itself; empty for those of others.

    `./path` is that of the checkout, `$/path` that of the commit which the workflow is read from.
    """
    if not uses.startswith(("./", "$/")):
        return ""
    return posixpath.normpath(uses.partition("@")[0][2:] or ".")
