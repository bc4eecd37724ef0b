"""The dashboards: PromQL that parses, metrics and labels that the services have, and nothing of one installation."""

import json
import re

import promql_parser

import alerts
from chart import CHART

# Of Micrometer, Quarkus, Kafka's clients and Prometheus.
OTHERS = {
    "ALERTS": {"alertname", "alertstate", "severity"},
    "agroal_active_count": {"datasource"},
    "agroal_available_count": {"datasource"},
    "agroal_awaiting_count": {"datasource"},
    "http_server_requests_seconds_count": {"method", "outcome", "status", "uri"},
    "http_server_requests_seconds_sum": {"method", "outcome", "status", "uri"},
    "jvm_memory_max_bytes": {"area", "id"},
    "jvm_memory_used_bytes": {"area", "id"},
    "kafka_consumer_fetch_manager_records_lag": {"client_id", "partition", "topic"},
    "process_cpu_usage": set(),
}
# What Prometheus adds to every sample, with the monitors of the chart or docker/monitoring/prometheus.yml.
SCRAPED = {"job", "instance", "namespace", "shakedown_dev_pool"}
# What Grafana puts into an expression, and something that it could be.
VARIABLES = {"$__rate_interval": "1m", "$__range": "1h", "$namespace": ".*"}
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}


def histograms():
    """Timers of the sources that have buckets."""
    found = set()
    for module in alerts.MODULES:
        for path in (alerts.ROOT / module / "src/main/java").rglob("*.java"):
            # Between a builder and its end no other is begun.
            for name, rest in re.findall(r'Timer\.builder\(\s*"([a-z.]+)"([^;]*);', path.read_text()):
                if "publishPercentileHistogram()" in rest:
                    found.add(name.replace(".", "_") + "_seconds_bucket")
    return found


def metrics():
    """Every metric that a dashboard may ask for, with its labels."""
    documented = alerts.labels()
    found = {}
    for name in alerts.metrics() | histograms():
        family = re.sub(r"_(count|sum|max|bucket)$", "", name)
        found[name] = documented.get(name, documented.get(family, set())) | ({"le"} if name.endswith("_bucket") else set())
    return {**found, **OTHERS}


def expanded(expression):
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    return expression


def nodes(expression):
    """Every part of a parsed expression."""
    found = []
    promql_parser.walk(expression, lambda node: found.append(node))
    return found


def of_expression(text, legend, have):
    """What is wrong with an expression and with the legend of its lines."""
    if "$" in expanded(text):
        yield "a variable that the dashboard does not have"
    try:
        parsed = nodes(promql_parser.parse(expanded(text)))
    except ValueError as error:
        yield str(error)
        return
    known, grouped = set(SCRAPED), set()
    for node in parsed:
        selector = getattr(node, "vector_selector", node)
        if isinstance(selector, promql_parser.VectorSelector):
            if selector.name not in have:
                yield f"no service has a metric {selector.name}"
                continue
            known |= have[selector.name]
            matched = {each.name for each in selector.matchers.matchers}
            for label in sorted(matched - have[selector.name] - SCRAPED):
                yield f"{selector.name} has no label {label}"
            if "namespace" not in matched:
                yield f"{selector.name} is not that of the chosen namespace"
    for node in parsed:
        if isinstance(node, promql_parser.AggregateExpr) and node.modifier:
            grouped |= set(node.modifier.labels)
    for label in sorted(grouped - known):
        yield f"it is grouped by {label}, which no metric in it has"
    for label in re.findall(r"\{\{\s*(\w+)\s*\}\}", legend):
        if label not in grouped:
            yield f"its legend names {label}, by which nothing is grouped"


def of_panel(panel, have):
    for key in ("title", "description"):
        if not panel.get(key) or "\n" in panel[key]:
            yield f"it must have a {key} of one line"
    if not panel["fieldConfig"]["defaults"].get("unit"):
        yield "it has no unit"
    for target in panel["targets"]:
        if not target.get("legendFormat"):
            yield f"{target['refId']}: it has no legend"
        for problem in of_expression(target["expr"], target.get("legendFormat", ""), have):
            yield f"{target['refId']}: {problem}"


def datasources(part):
    """Every data source in a part of a dashboard, at any depth."""
    if isinstance(part, dict):
        if "datasource" in part:
            yield part["datasource"]
        for each in part.values():
            yield from datasources(each)
    elif isinstance(part, list):
        for each in part:
            yield from datasources(each)


def overlaps(panels):
    taken = {}
    for panel in panels:
        place = panel["gridPos"]
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                if x >= 24 or (x, y) in taken:
                    yield f"{panel['title']}: it lies over {taken.get((x, y), 'the edge')}"
                    return
                taken[x, y] = panel["title"]


def wrong(chart=CHART):
    have = metrics()
    drawn = sorted((chart / "dashboards").glob("*.json"))
    if not drawn:
        yield "there is no dashboard"
    for path in drawn:
        dashboard = json.loads(path.read_text())
        if dashboard.get("id") is not None or dashboard.get("uid") != path.stem:
            yield f"{path.name}: its id must be null, its uid {path.stem}"
        if any(each != DATASOURCE for each in datasources(dashboard)):
            yield f"{path.name}: it names a data source of one installation"
        variables = {each["name"] for each in dashboard["templating"]["list"]}
        if variables != {"datasource", "namespace"}:
            yield f"{path.name}: its variables are {sorted(variables)}"
        panels = [each for each in dashboard["panels"] if each["type"] != "row"]
        if not panels or len({each["id"] for each in dashboard["panels"]}) != len(dashboard["panels"]):
            yield f"{path.name}: it must have panels, each with an id of its own"
        for problem in overlaps(dashboard["panels"]):
            yield f"{path.name}: {problem}"
        for panel in panels:
            for problem in of_panel(panel, have):
                yield f"{path.name}: {panel.get('title')}: {problem}"
        for annotation in dashboard["annotations"]["list"]:
            for problem in of_expression(annotation["expr"], "", have):
                yield f"{path.name}: {annotation['name']}: {problem}"
