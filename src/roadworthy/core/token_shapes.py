"""What services issue as keys and tokens, by shape: the issuer's prefix, then what it makes of random bytes.

Source: compared on 28 November 2026 with the patterns of gitleaks (`config/gitleaks.toml` at b58d3f10), which
has about six in ten of these kinds. The others, among them Docker, Discord, Telegram, CircleCI and most
services of models, follow how such tokens are known to look; no page of their issuers was compared.
"""

from __future__ import annotations

#: Kind, the fixed texts of which one is in every such token, and the shape. A shape starts where no letter or
#: digit is before it; behind a fixed text that ends with `_`, `-` or `.` are at least ten more characters.
SHAPES: tuple[tuple[str, str, str], ...] = (
    # Forges and registries
    ("GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_", r"gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{82}"),
    (
        "GitLab token",
        "glpat- glptt- gldt- glrt- glcbt- glft- glsoat- gloas- glagent- glimt- glffct-",
        r"gl(?:pat|ptt|dt|rt|cbt|ft|soat|oas|agent|imt|ffct)-[\w.-]{20,300}",
    ),
    ("Bitbucket password", "ATBB", r"ATBB[A-Za-z0-9]{32}"),
    ("Atlassian token", "ATATT3 ATCTT3", r"AT[AC]TT3[\w=-]{60,300}"),
    ("PyPI token", "pypi-AgE", r"pypi-AgE[\w-]{50,1000}"),
    ("npm token", "npm_", r"npm_[A-Za-z0-9]{36}"),
    ("RubyGems key", "rubygems_", r"rubygems_[0-9a-f]{48}"),
    ("NuGet key", "oy2", r"oy2[a-z0-9]{43}"),
    ("Clojars token", "CLOJARS_", r"CLOJARS_[a-z0-9]{60}"),
    ("Docker Hub token", "dckr_pat_ dckr_oat_", r"dckr_[po]at_[\w-]{27,64}"),
    ("Docker Swarm key", "SWMTKN-1- SWMKEY-1-", r"SWM(?:TKN|KEY)-1-[A-Za-z0-9+/-]{25,100}"),
    ("Artifactory key", "AKCp", r"AKCp[A-Za-z0-9]{69}"),
    ("Artifactory token", "cmVmd", r"cmVmd[A-Za-z0-9]{59}"),
    # Clouds
    ("AWS access key", "AKIA ASIA ABIA ACCA", r"A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}"),
    ("AWS Bedrock key", "ABSK", r"ABSK[A-Za-z0-9+/]{109,269}={0,2}"),
    ("Google key", "AIza", r"AIza[\w-]{35}"),
    ("Google client secret", "GOCSPX-", r"GOCSPX-[\w-]{28}"),
    ("Google access token", "ya29.", r"ya29\.[\w.-]{30,300}"),
    (
        "Azure storage key",
        "AccountKey= SharedAccessKey=",
        r"(?:Account|SharedAccess)Key=[A-Za-z0-9+/]{43,86}={1,2}",
    ),
    ("Azure client secret", "Q~", r"[\w~.]{3}\dQ~[\w~.-]{31,34}"),
    ("Azure key", "JQQJ9", r"[A-Za-z0-9]{52}JQQJ9[A-Za-z0-9]{27}"),
    ("Azure DevOps token", "AZDO", r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}"),
    ("Azure signature", "sig=", r"sig=[A-Za-z0-9%+/]{43,60}(?:%3[Dd]|=)"),
    ("DigitalOcean token", "doo_v1_ dop_v1_ dor_v1_", r"do[opr]_v1_[0-9a-f]{64}"),
    ("Heroku key", "HRKU-", r"HRKU-[\w-]{36,60}"),
    ("Cloudflare key", "v1.0-", r"v1\.0-[0-9a-f]{24}-[0-9a-f]{146}"),
    ("Fly.io token", "fo1_ fm1r_ fm1a_ fm2_", r"fo1_[\w-]{43}|fm(?:1[ar]|2)_[A-Za-z0-9+/]{100,}={0,3}"),
    ("Netlify token", "nfp_", r"nfp_[A-Za-z0-9]{36}"),
    ("Render key", "rnd_", r"rnd_[A-Za-z0-9]{28,40}"),
    ("Alibaba key", "LTAI", r"LTAI[A-Za-z0-9]{16,20}"),
    ("Tencent key", "AKID", r"AKID[A-Za-z0-9]{32}"),
    ("Yandex key", "AQVN y0_", r"AQVN[\w-]{35,38}|y0_[\w-]{55,64}"),
    ("Scalingo token", "tk-us-", r"tk-us-[\w-]{48}"),
    # Data and models
    ("Databricks token", "dapi", r"dapi[0-9a-f]{32}(?:-\d)?"),
    ("Snowflake token", "-ETMsDg", r"ver:\d-hint:\d{1,20}-ETMsDg[\w+/=-]{40,2000}"),
    ("MongoDB Atlas secret", "mdb_sa_sk_", r"mdb_sa_sk_[\w-]{40}"),
    ("PlanetScale token", "pscale_", r"pscale_(?:tkn|pw|oauth)_[\w=.-]{32,64}"),
    ("Neon key", "napi_", r"napi_[a-z0-9]{60,70}"),
    ("Supabase key", "sbp_ sb_secret_", r"sbp_[0-9a-f]{40}|sb_secret_[\w-]{31}"),
    ("Hugging Face token", "hf_ api_org_", r"(?:hf|api_org)_[A-Za-z]{34}"),
    ("OpenAI key", "T3BlbkFJ", r"sk-(?:proj-|svcacct-|admin-)?[\w-]{20,99}T3BlbkFJ[\w-]{20,99}"),
    ("Anthropic key", "sk-ant-", r"sk-ant-[a-z]{3,8}\d\d-[\w-]{80,120}"),
    ("OpenRouter key", "sk-or-v1-", r"sk-or-v1-[0-9a-f]{64}"),
    ("Groq key", "gsk_", r"gsk_[A-Za-z0-9]{48,56}"),
    ("xAI key", "xai-", r"xai-[A-Za-z0-9]{70,90}"),
    ("Perplexity key", "pplx-", r"pplx-[A-Za-z0-9]{48}"),
    ("Replicate token", "r8_", r"r8_[A-Za-z0-9]{37}"),
    ("Pinecone key", "pcsk_", r"pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{60,70}"),
    ("LangSmith key", "lsv2_", r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}"),
    ("Weights & Biases key", "wandb_v1_", r"wandb_v1_\w{60,90}"),
    ("NVIDIA key", "nvapi-", r"nvapi-[\w-]{60,70}"),
    ("Kaggle token", "KGAT_", r"KGAT_[0-9a-f]{32}"),
    ("Prefect key", "pnu_ pnb_", r"pn[ub]_[A-Za-z0-9]{36}"),
    # Mail, chat and phone
    (
        "Slack token",
        "xoxa- xoxb- xoxe- xoxe. xoxo- xoxp- xoxr- xoxs-",
        r"xox[abeoprs][.-](?:\d|xox)[A-Za-z0-9-]{30,200}",
    ),
    ("Slack app token", "xapp-", r"xapp-\d-[A-Z0-9]{8,12}-\d{8,14}-[0-9a-z]{32,80}"),
    (
        "Slack webhook",
        "hooks.slack.com",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{40,80}",
    ),
    ("Discord webhook", "/api/webhooks/", r"discord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60,80}"),
    ("Discord token", "", r"[MNO][DTjzk][A-Za-z0-9_-]{22,26}\.[\w-]{6}\.[\w-]{27,38}"),
    ("Teams webhook", "webhook.office.com", r"webhook\.office\.com/webhookb2/[\w@/-]{80,300}"),
    ("Telegram token", ":AA", r"\d{8,10}:AA[\w-]{33}"),
    ("Twilio key", "", r"SK[0-9a-f]{32}"),
    ("SendGrid key", "SG.", r"SG\.[\w-]{22}\.[\w-]{43}"),
    ("Mailgun key", "key-", r"key-[0-9a-f]{32}"),
    ("Mailchimp key", "", r"[0-9a-f]{32}-us\d{1,2}"),
    ("Brevo key", "xkeysib- xsmtpsib-", r"x(?:key|smtp)sib-[0-9a-f]{64}-[A-Za-z0-9]{16}"),
    # Payment and trade
    (
        "Stripe key",
        "k_live_ k_prod_ whsec_",
        r"[rs]k_(?:live|prod)_[A-Za-z0-9]{24,120}|whsec_[A-Za-z0-9+/]{32,64}=?",
    ),
    ("Stripe test key", "k_test_", r"[rs]k_test_[A-Za-z0-9]{24,120}"),
    ("Square token", "sq0atp- sq0csp- EAAA", r"sq0(?:atp|csp)-[\w-]{22,43}|EAAA[\w-]{60}"),
    ("Shopify token", "shpat_ shpca_ shppa_ shpss_", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    ("Braintree token", "access_token$", r"access_token\$production\$[0-9a-z]{16}\$[0-9a-f]{32}"),
    (
        "Plaid token",
        "access-production- access-sandbox-",
        r"access-(?:production|sandbox)-[0-9a-f]{8}-[0-9a-f-]{27}",
    ),
    ("Razorpay key", "rzp_live_", r"rzp_live_[A-Za-z0-9]{14}"),
    ("Flutterwave key", "FLWSECK", r"FLWSECK(?:_TEST)?-[0-9a-z]{32}"),
    ("EasyPost key", "EZAK EZTK", r"EZ[AT]K[A-Za-z0-9]{54}"),
    ("Shippo token", "shippo_live_", r"shippo_live_[0-9a-f]{40}"),
    ("Facebook token", "EAAM EAAC", r"EAA[MC][A-Za-z0-9]{100,300}"),
    # Operations
    ("Sentry token", "sntrys_ sntryu_", r"sntry[su]_[\w+/=-]{40,500}"),
    (
        "Grafana token",
        "glc_ glsa_ eyJrIjoi",
        r"glc_[A-Za-z0-9+/]{32,400}=*|glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}|eyJrIjoi\w{70,400}",
    ),
    (
        "New Relic key",
        "NRAK- NRII- NRJS- NRRA-",
        r"NRAK-[A-Z0-9]{27}|NRII-[\w-]{32}|NRJS-[0-9a-f]{19}|NRRA-[0-9a-f]{42}",
    ),
    ("Dynatrace token", "dt0c01. dt0s01. dt0s02.", r"dt0[cs]0[12]\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    ("Vault token", "hvs. hvb. hvr.", r"hv[sbr]\.[\w-]{24,300}"),
    ("Terraform token", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,70}"),
    ("Pulumi token", "pul-", r"pul-[0-9a-f]{40}"),
    ("Doppler token", "dp.pt. dp.st. dp.ct. dp.sa.", r"dp\.(?:pt|st|ct|sa)\.[\w.-]{40,80}"),
    ("1Password token", "ops_eyJ", r"ops_eyJ[\w+/=-]{250,1000}"),
    ("CircleCI token", "CCIPAT_", r"CCIPAT_[A-Za-z0-9]{22}_[0-9a-f]{40}"),
    ("Buildkite token", "bkua_", r"bkua_[0-9a-f]{40}"),
    ("SonarQube token", "sqp_ squ_ sqa_", r"sq[pua]_[0-9a-f]{40}"),
    ("Postman key", "PMAK-", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    ("Linear key", "lin_api_", r"lin_api_[A-Za-z0-9]{40}"),
    ("Notion token", "ntn_ secret_", r"ntn_[A-Za-z0-9]{46}|secret_[A-Za-z0-9]{43}"),
    ("Airtable token", "", r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}"),
    ("Figma token", "figd_", r"figd_[\w-]{40}"),
    ("Dropbox token", "sl.", r"sl\.[\w-]{130,200}"),
    ("Contentful token", "CFPAT-", r"CFPAT-[\w-]{43}"),
    ("Typeform token", "tfp_", r"tfp_[\w-]{40,64}"),
    ("ReadMe key", "rdme_", r"rdme_[a-z0-9]{70}"),
    ("Mapbox token", "sk.eyJ", r"sk\.eyJ[\w-]{40,300}\.[\w-]{20,64}"),
    ("age key", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}"),
    ("JSON web token", "eyJ", r"eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,1000}"),
)

#: What finds a token that has no fixed text, cheaply; one for each shape above that names none.
OPENINGS: tuple[str, ...] = (
    r"\.(?=[\w-]{6}\.[\w-]{27})",
    r"SK[0-9a-f]{8}",
    r"-us\d{1,2}(?![\w-])",
    r"pat[A-Za-z0-9]{14}\.",
)

#: What is hidden, and is no finding: documentation and tests are full of them, and most open nothing.
HARMLESS = frozenset(("Stripe test key", "JSON web token"))
