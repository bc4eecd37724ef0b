"""All checks of helm/check. Prints each problem, and at the end the number of checks that passed and failed."""

import difflib
import json
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

import alerts
import chart
import connections
import environment
import examples
import expectations
import images
import panels
import pods
import references
import schemas
from chart import CHART, HELMS, NEEDS, NEWEST, OLDEST, TESTS, Loader, Rendering

GOLDEN = TESTS / "golden"
# Their whole renderings are in GOLDEN; expectations.yaml has the other value sets.
IN_GOLDEN = ("everything", "minimal")


class Tally:
    """Counts checks and prints problems as they are found."""

    def __init__(self):
        self.passed = self.failed = 0

    def note(self, what, problems):
        problems = list(problems)
        if problems:
            self.failed += 1
            print(f"FAILED {what}")
            for each in problems[:20]:
                print(f"    {each}")
            if len(problems) > 20:
                print(f"    and {len(problems) - 20} more")
        else:
            self.passed += 1


def oldest(name):
    return NEEDS.get(name, OLDEST)


def rendered(job):
    which, name, path, version = job
    return job, chart.template(which, path, version)


def render_all(tally, sets):
    """Each value set by both Helms, for the oldest Kubernetes that it supports and for the newest."""
    jobs = [(which, name, path, version) for name, path in sets.items() for which in HELMS for version in (oldest(name), NEWEST)]
    texts, renderings = {}, {}
    with ThreadPoolExecutor(2) as pool:
        for (which, name, path, version), ran in pool.map(rendered, jobs):
            tally.note(f"render {name} with {which} for Kubernetes {version}", [ran.stderr.strip()] if ran.returncode else [])
            if ran.returncode == 0:
                texts[which, name, version] = ran.stdout
    for name, path in sets.items():
        for version in (oldest(name), NEWEST):
            by_three, by_four = (texts.get((which, name, version)) for which in HELMS)
            if by_three is None or by_four is None:
                continue
            tally.note(f"{name} for Kubernetes {version} is the same by both Helms", [] if by_three == by_four else ["it is not"])
            values = yaml.load(path.read_text(), Loader)
            renderings[name, version] = Rendering(f"{name} for Kubernetes {version}", values, by_three)
    return renderings


def lint(tally, sets):
    for which in HELMS:
        for name, path in sets.items():
            ran = chart.helm(which, "lint", "--strict", "--kube-version", oldest(name), CHART, "--values", path)
            tally.note(f"lint {name} with {which}", [ran.stdout + ran.stderr] if ran.returncode else [])


def without_dashboards(text):
    """A rendering's lines without blank lines and without the dashboards, which are long and edited by hand."""
    documents = [each for each in text.split("---\n") if "# Source: shakedown/templates/monitoring/dashboards.yaml" not in each]
    return [line.rstrip() for line in "---\n".join(documents).splitlines() if line.strip()]


def dashboards(path, version):
    """The ConfigMap has exactly the files of the folder, for none, two and the real ones."""
    for drawn in ({}, {"a.json": '{"title": "{{ a }}"}\n', "b.json": "{}\n"}):
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / "shakedown"
            shutil.copytree(CHART, copy, ignore=shutil.ignore_patterns("dashboards"))
            (copy / "dashboards").mkdir()
            for name, content in drawn.items():
                (copy / "dashboards" / name).write_text(content)
            rendering = Rendering("dashboards", {}, chart.template("helm 3", path, version, copy).stdout)
        found = [each["data"] for each in rendering.of("ConfigMap") if each["metadata"]["name"].endswith("-dashboards")]
        if found != ([drawn] if drawn else []):
            yield f"of {drawn} came {found}"
    for dashboard in (CHART / "dashboards").glob("*.json"):
        try:
            json.loads(dashboard.read_text())
        except ValueError as error:
            yield f"{dashboard.name}: {error}"


def compare_with_golden(tally, renderings, update):
    for name in IN_GOLDEN:
        path = GOLDEN / f"{name}.yaml"
        lines = without_dashboards(renderings[name, oldest(name)].text)
        if update:
            path.write_text("\n".join(lines) + "\n")
        was = path.read_text().splitlines() if path.exists() else []
        tally.note(
            f"{name} is as in tests/golden/{name}.yaml (helm/check --update)",
            difflib.unified_diff(was, lines, "golden", "rendered", lineterm="", n=1),
        )


def compare_with_expectations(tally, sets, renderings):
    expected = expectations.load()
    uncovered = set(sets) ^ {*expected, *IN_GOLDEN}
    tally.note("golden and expectations.yaml have each value set", sorted(uncovered))
    for (name, version), rendering in renderings.items():
        if name in expected:
            tally.note(f"{rendering.name} is as in tests/expectations.yaml", expectations.wrong(rendering, expected[name]))


def overlaid(under, over):
    """The second mapping merged into the first; null removes a key."""
    if not isinstance(under, dict) or not isinstance(over, dict):
        return over
    both = {key: overlaid(under.get(key), over[key]) if key in over else under[key] for key in {**under, **over}}
    return {key: value for key, value in both.items() if value is not None}


def refuse(job):
    case, which, path = job
    return case, which, chart.template(which, path, case.get("kubernetes", "1.32.0"))


def refusals(tally, sets):
    cases = yaml.load((TESTS / "refusals.yaml").read_text(), Loader)
    with tempfile.TemporaryDirectory() as scratch:
        jobs = []
        for number, case in enumerate(cases):
            base = yaml.load(sets[case.get("over", "minimal")].read_text(), Loader)
            path = Path(scratch) / f"{number}.yaml"
            path.write_text(yaml.safe_dump(overlaid(base, case["values"])))
            jobs += [(case, which, path) for which in HELMS]
        with ThreadPoolExecutor(2) as pool:
            for case, which, ran in pool.map(refuse, jobs):
                missing = [f"the message lacks: {each}" for each in case["words"] if each not in ran.stderr]
                problems = ["it was accepted"] if ran.returncode == 0 else missing + ([ran.stderr.strip()] if missing else [])
                tally.note(f"refuse {case['name']} with {which}", problems)
    return len(cases)


def defaults_are_refused(tally):
    """Without any value, one message names all required values."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as nothing:
        said = chart.template("helm 3", nothing.name, NEWEST).stderr
    required = [
        "kafka.bootstrapServers",
        "kafka.securityProtocol",
        "access.issuer",
        "access.publicKey",
        "database.secret",
        "jobApi.resultStoreToken.secret",
        "attackWorker.resultStoreToken.secret",
        "attackWorker.pools",
    ]
    tally.note("no values at all", [f"not named: {each}" for each in required if f"  {each}: " not in said])


def looks(rendering, version):
    """The problems of a rendering, by check."""
    yield "schemas", schemas.wrong(rendering, ".".join(version.split(".")[:2]) + ".0")
    for look in (references, pods, connections, environment, images):
        yield look.__name__, look.wrong(rendering)


def noticing(case, said):
    return [] if any(case["words"] in each for each in said) else [f"no check said: {case['words']}", *said]


def break_on_purpose(job):
    """Makes one break in a copy of the chart and collects the problems found."""
    case, path, scratch = job
    copy = Path(scratch) / case["name"].replace(" ", "-")
    shutil.copytree(CHART, copy)
    broken = copy / case["file"]
    text = broken.read_text()
    if case["from"] not in text:
        return case, None, [f"{case['file']} has no {case['from']!r}"]
    broken.write_text(text.replace(case["from"], case["to"]))
    for look in (alerts, panels):
        if case["set"] == look.__name__:
            return case, None, noticing(case, list(look.wrong(copy)))
    version = oldest(case["set"])
    ran = chart.template("helm 3", path, version, copy)
    if ran.returncode:
        return case, None, [f"it does not even render: {ran.stderr.strip()}"]
    return case, Rendering(case["name"], yaml.load(path.read_text(), Loader), ran.stdout), version


def mutations(tally, sets):
    """Tests the checks: each break in tests/mutations.yaml must be noticed, for the reason given there."""
    cases = yaml.load((TESTS / "mutations.yaml").read_text(), Loader)
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(2) as pool:
        done = list(pool.map(break_on_purpose, [(case, sets.get(case["set"]), scratch) for case in cases]))
    expected = expectations.load()
    of_operators = list(schemas.wrong_custom([rendering for _, rendering, _ in done if rendering]))
    for case, rendering, version in done:
        if rendering is None:
            tally.note(f"notice {case['name']}", version)
            continue
        said = [each for _, problems in looks(rendering, version) for each in problems]
        said += expectations.wrong(rendering, expected[case["set"]]) if case["set"] in expected else []
        said += [each for each in of_operators if each.startswith(f"{case['name']}: ")]
        tally.note(f"notice {case['name']}", noticing(case, said))
    return len(cases)


def main():
    began = time.monotonic()
    update = "--update" in sys.argv[1:]
    tally = Tally()
    sets = chart.value_sets()
    renderings = render_all(tally, sets)
    lint(tally, sets)
    for (name, version), rendering in renderings.items():
        for look, problems in looks(rendering, version):
            tally.note(f"{look}: {rendering.name}", problems)
    tally.note("schemas of the operators", schemas.wrong_custom(renderings.values()))
    tally.note("alerts", alerts.wrong())
    tally.note("panels", panels.wrong())
    tally.note("examples", examples.wrong())
    tally.note("images", images.guide())
    tally.note("dashboards", dashboards(sets["everything"], NEWEST))
    compare_with_golden(tally, renderings, update)
    compare_with_expectations(tally, sets, renderings)
    defaults_are_refused(tally)
    wrong_sets = refusals(tally, sets)
    breaks = mutations(tally, sets)
    objects = sum(len(each.objects) for each in renderings.values())
    seconds = time.monotonic() - began
    print(f"{len(sets)} value sets, {objects} objects, {wrong_sets} wrong value sets, {breaks} breaks, {seconds:.0f} s")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
