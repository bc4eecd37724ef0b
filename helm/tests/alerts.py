"""The alert rules: PromQL that parses, metrics that the services have, and a summary, description and runbook."""

import re

import promql_parser
import yaml

from chart import CHART, ROOT, Loader

# Of others, by their own documentation.
OTHERS = {"keda_scaler_detail_errors_total", "kube_deployment_status_replicas_available"}
MODULES = ("job-api", "result-store", "attack-worker")
KINDS = {
    r"(?:meters\.counter|\bCounter\.builder)": ("_total",),
    r"(?:meters\.timer|\bTimer\.builder)": ("_seconds_count", "_seconds_sum", "_seconds_max"),
    r"(?:meters\.summary|\bDistributionSummary\.builder)": ("_count", "_sum", "_max"),
    r"(?:meters\.gauge|\bGauge\.builder)": ("",),
}


def metrics():
    """Every metric that the sources register, by its name in Prometheus."""
    found = set()
    for module in MODULES:
        for path in (ROOT / module / "src/main/java").rglob("*.java"):
            text = path.read_text()
            for call, endings in KINDS.items():
                for name in re.findall(call + r'\(\s*"([a-z.]+)"', text):
                    found |= {name.replace(".", "_") + ending for ending in endings}
    return found


def labels():
    """Labels of metrics as docs/observability.md has them: `shakedown_jobs{state}`."""
    text = (ROOT / "docs/observability.md").read_text()
    return {name: set(filter(None, said.split(","))) for name, said in re.findall(r"`(shakedown_[a-z_]+)\{([a-z,]+)\}`", text)}


def wrong(chart=CHART):
    rules = yaml.load((chart / "alerts/shakedown.yaml").read_text(), Loader)
    have, known_labels, names = metrics(), labels(), []
    if set(rules) != {"groups"}:
        yield "a rule file has groups and nothing else"
    for group in rules["groups"]:
        for rule in group["rules"]:
            name = rule["alert"]
            names.append(name)
            if set(rule) - {"alert", "expr", "for", "labels", "annotations"}:
                yield f"{name}: unknown fields {sorted(rule)}"
            if "for" in rule and not re.fullmatch(r"\d+[smhd]", rule["for"]):
                yield f"{name}: for: {rule['for']}"
            try:
                promql_parser.parse(rule["expr"])
            except ValueError as error:
                yield f"{name}: {error}"
            for metric, selector in re.findall(r"\b([a-z]+_[a-z_]+)(?:\{([^}]*)\})?", re.sub(r'"[^"]*"', '""', rule["expr"])):
                if metric.startswith(("shakedown_", "keda_", "kube_")):
                    if metric not in have | OTHERS:
                        yield f"{name}: no service has a metric {metric}"
                    for label in re.findall(r"([a-z_]+)\s*[=!]", selector or ""):
                        if metric.startswith("shakedown_") and label not in known_labels.get(metric, set()):
                            yield f"{name}: docs/observability.md knows no label {label} of {metric}"
            words = rule.get("annotations", {})
            if not {"summary", "description", "runbook"} <= set(words):
                yield f"{name}: it must have a summary, a description and a runbook"
            elif words["runbook"] != f"docs/operations.md#{name.lower()}":
                yield f"{name}: runbook: {words['runbook']}"
            if rule.get("labels", {}).get("severity") not in ("warning", "critical"):
                yield f"{name}: severity must be warning or critical"
    if len(set(names)) != len(names):
        yield "two alerts have one name"
