"""What steps do that have no script: actions, tasks, orbs, pipes and templates, by their published names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from roadworthy.facts.ci.verbs import Verb

Found = list[tuple[Verb, str]]
#: By the name without its version: what it does for certain.
_KNOWN: tuple[tuple[re.Pattern[str], Verb], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), verb)
    for pattern, verb in (
        (r"(astral-sh|chartboost)/ruff-action|psf/black|.*/(action-)?(flake8|pylint|black|isort|ruff)([_-].*)?"
         r"|.*/python-lint.*|(super-linter|github)/super-linter(/.*)?|oxsecurity/megalinter(/.*)?|sonarsource/.*"
         r"|.*/(wemake-python-styleguide|action-reviewdog.*)|.*/lint-action|isort/isort-action"
         r"|orb:.*sonarcloud.*|task:SonarCloudAnalyze|task:SonarQubeAnalyze|pipe:sonarsource/.*|deepsourcelabs/.*"
         r"|codacy/codacy-analysis-cli-action|ricardochaves/python-lint|cclauss/Find-Python-syntax-errors-action",
         Verb.LINTS),
        (r".*/(mypy|pyright)(-action)?|jakebailey/pyright-action|tsuyoshicho/action-mypy", Verb.TYPES),
        (r"github/codeql-action/analyze|pypa/gh-action-pip-audit|pyupio/safety(-action)?|.*/bandit(-action)?.*"
         r"|aquasecurity/trivy-action|anchore/scan-action|snyk/actions/.*|google/osv-scanner-action.*|semgrep/.*"
         r"|returntocorp/semgrep-action|actions/dependency-review-action|gitleaks/gitleaks-action|trufflesecurity/.*"
         r"|ossf/scorecard-action|sonarsource/.*|template:.*(SAST|Dependency-Scanning|Secret-Detection"
         r"|Container-Scanning).*|task:(SnykSecurityScan|WhiteSource|Checkmarx.*|AdvancedSecurity-\S+|MicrosoftSecurityDevOps"
         r"|CredScan|SonarCloudAnalyze|SonarQubeAnalyze|trivy|dependency-check-build-task|CodeQL3000Finalize)"
         r"|orb:snyk/.*|pipe:snyk/.*|pipe:atlassian/git-secrets-scan|.*/gh-action-pip-audit|advanced-security/.*"
         r"|pipe:sonarsource/.*|.*/bandit_action|.*python-bandit-scan|fossas/fossa-action|pipe:aquasecurity/.*",
         Verb.AUDITS),
        (r"pypa/gh-action-pypi-publish|.*/(poetry|python|pypi)-?.*publish.*|orb:.*/publish-pypi|.*/publish-to-pypi.*"
         r"|JRubics/poetry-publish|etils-actions/pypi-auto-publish|task:TwineUpload|pipe:atlassian/pypi-publish",
         Verb.PUBLISHES),
        (r"pypa/cibuildwheel|hynek/build-and-inspect-python-package|PyO3/maturin-action|messense/maturin-action"
         r"|RalfG/python-wheels-manylinux-build|JRubics/poetry-publish|pipe:atlassian/pypi-publish"
         r"|etils-actions/pypi-auto-publish", Verb.BUILDS_WHEEL),
        (r"hynek/build-and-inspect-python-package", Verb.CHECKS_WHEEL),
        (r"docker/(build-push-action|bake-action)|redhat-actions/buildah-build|elgohr/Publish-Docker-Github-Action"
         r"|mr-smithers-excellent/docker-build-push|whoan/docker-build-with-cache-action|orb:circleci/(docker|aws-ecr)/.*"
         r"(build|publish).*|task:Docker|macbre/push-to-ghcr|.*docker.*-(build|push).*", Verb.BUILDS_IMAGE),
        (r"aws-actions/amazon-(ecs-deploy-task-definition|ecs-render.*)|google-github-actions/deploy-\S+"
         r"|azure/(webapps-deploy|k8s-deploy|functions-action|container-apps-deploy-action|aci-deploy|appservice\S*)"
         r"|appleboy/(ssh|scp)-action|akhileshns/heroku-deploy|superfly/flyctl-actions.*|amondnet/vercel-action"
         r"|serverless/github-action|digitalocean/app_action.*|einaregilsson/beanstalk-deploy|johnbeynon/render-deploy-action"
         r"|task:(AzureWebApp\w*|AzureRmWebAppDeployment|AzureFunctionApp\w*|KubernetesManifest|Kubernetes|HelmDeploy"
         r"|AzureContainerApps|AzureAppServiceManage|AzureResourceManagerTemplateDeployment|AzureResourceGroupDeployment"
         r"|AzureStaticWebApp|AmlModelDeploy|LambdaDeployFunction|BeanstalkDeployApplication|CloudFormation\w+)"
         r"|orb:circleci/(aws-ecs|aws-eks|gcp-cloud-run|gcp-gke|heroku|kubernetes|aws-elastic-beanstalk|helm)/.*(deploy|update"
         r"|apply|upgrade).*|pipe:atlassian/(aws-(ecs|eks|lambda|elasticbeanstalk|s3|code|sam|cloudformation)\S*"
         r"|azure-(web-apps|aks|functions|app-service)\S*|google-(app-engine|cloud-run|gke)\S*|ssh-run|scp-deploy"
         r"|rsync-deploy|heroku-deploy|kubectl-run|firebase-deploy|kubernetes\S*)|pipe:microsoft/azure-\S+"
         r"|huggingface/.*|nv-gha-runners/.*deploy.*|burnett01/rsync-deployments|easingthemes/ssh-deploy"
         r"|SamKirkland/FTP-Deploy-Action|cloudflare/wrangler-action|jakejarvis/s3-sync-action", Verb.DEPLOYS),
        (r"orb:circleci/python/test|.*/pytest-action|.*/python-pytest.*|pavelzw/pytest-action|.*/run-tox.*|.*/tox-action"
         r"|.*/pytest-.*action|task:tox|dariocurr/pytest-summary|ymyzk/run-tox-gh-actions|wntrblm/nox-x"
         r"|fylein/python-pytest-github-action|.*/action-pytest|cclauss/pytest-action", Verb.TESTS),
    )
)  # fmt: skip
#: What runs something that its name says nothing certain about.
_MAY_TEST = re.compile(r"(?i).*(test|tox|nox|pytest|\bci\b|check|quality|build-and).*")
_HARMLESS = re.compile(
    r"(?i)(actions/.*|docker/(?!build).*|.*/(setup|install|upload|download|cache|checkout|login|configure|create|comment"
    r"|publish|report|notify|slack|label|release|tag|deploy|badge|coverage|codecov|coveralls|junit|action-gh-.*)[\w-]*(@.*)?"
    r"|codecov/.*|coverallsapp/.*|.*(test-report|test-result|unit-test-result|test-summary|junit|coverage|reporter"
    r"|code-?climate|paths-filter|changed-files|cancel|concurrent|auth|release|badge|pages|comment).*"
    r"|own:.*|task:(Publish\w+|Use\w+|Download\w+|Cache\w*|Copy\w+|Archive\w+|TwineAuthenticate|PipAuthenticate|Nuget\w+"
    r"|CondaEnvironment|GitHubRelease|Docker\w*|ExtractFiles|DeleteFiles|Kubectl\w+|Npm\w*|ManualValidation|Delay|Conda\w*"
    r"|ComponentGovernance\w*|Sonar\w+|AzureKeyVault|ReplaceTokens|PowerShell\w*|UniversalPackages|AzureFileCopy|Gradle|Maven"
    r"|DotNetCoreCLI|VSBuild|MSBuild|NodeTool|Go\w*|SSH|CmdLine|Bash|reportgenerator|BuildQualityChecks|ServiceFabric\w+)"
    r"|pipe:.*|orb:(codecov|coveralls|slack|circleci/(slack|aws-cli|gcp-cli|docker|python/(install|dist|default)|node|aws-ecr"
    r"|path-filtering|continuation|azure-cli|github-cli|browser-tools|windows|macos|jira|heroku|kubernetes|aws-s3|go|rust)).*)"
)


def uses_acts(uses: str, inputs: Mapping[str, str]) -> tuple[Found, bool]:
    """Return what a step does by the name that it uses, and whether it may run tests that nobody sees here."""
    name, _, _ = uses.partition("@")
    found: Found = [
        (verb, _detail(verb, name, inputs)) for pattern, verb in _KNOWN if pattern.fullmatch(name)
    ]
    if name.lower().startswith("docker/build-push") and inputs.get("push", "false").lower() not in (
        "false",
        "",
    ):
        found.append((Verb.PUSHES_IMAGE, inputs.get("tags", "")))
    if name == "task:Docker" and inputs.get("command", "buildAndPush").lower() in ("buildandpush", "push"):
        found.append((Verb.PUSHES_IMAGE, inputs.get("repository", "")))
    if name.startswith("hynek/build-and-inspect"):
        found.append((Verb.BUILDS_SDIST, name))
    if found or _HARMLESS.fullmatch(name):
        return found, False
    if name.startswith(("orb:", "template:")) or ".yml" in name or ".yaml" in name:
        return found, True
    return found, bool(_MAY_TEST.fullmatch(name))


def _detail(verb: Verb, name: str, inputs: Mapping[str, str]) -> str:
    if verb is Verb.PUBLISHES:
        url = " ".join(inputs.get(key, "") for key in ("repository-url", "repository_url", "repository"))
        if "test.pypi" in url or "testpypi" in url:
            return "testpypi"
        return "pypi" if not url.strip() or "upload.pypi.org" in url else url.strip()
    if verb is Verb.BUILDS_IMAGE:
        return inputs.get("tags", "") or inputs.get("repository", "")
    return name


def publishes_with_token(uses: str, inputs: Mapping[str, str]) -> bool:
    """Tell whether a publishing action is given a password, where it could do without."""
    return uses.startswith("pypa/gh-action-pypi-publish") and bool(inputs.get("password"))
