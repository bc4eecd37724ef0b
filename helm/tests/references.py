"""References of a rendering resolve: Secrets, ports, volumes, selectors, targets."""

from chart import where


def matches(selector, labels):
    for key, value in (selector or {}).get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    for each in (selector or {}).get("matchExpressions", []):
        present, value = each["key"] in labels, labels.get(each["key"])
        fits = {
            "In": present and value in each.get("values", []),
            "NotIn": value not in each.get("values", []),
            "Exists": present,
            "DoesNotExist": not present,
        }[each["operator"]]
        if not fits:
            return False
    return True


def labels_of(pod):
    return pod["metadata"].get("labels", {})


def containers(pod):
    return pod["spec"]["containers"] + pod["spec"].get("initContainers", [])


def wrong(rendering):
    yield from named_sources(rendering)
    yield from volumes(rendering)
    yield from ports(rendering)
    yield from selectors(rendering)
    yield from targets(rendering)
    yield from hooks(rendering)


def texts(value):
    if isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value


def named_sources(rendering):
    """Secrets, ConfigMaps, claims and accounts: rendered, or named in the values."""
    rendered = {(each["kind"], each["metadata"]["name"]) for each in rendering.objects}
    given = set(texts(rendering.values)) | {"default"}

    def known(kind, name):
        return (kind, name) in rendered or name in given

    for owner, pod in rendering.pods():
        named = [("ServiceAccount", pod["spec"]["serviceAccountName"])]
        named += [("Secret", each["name"]) for each in pod["spec"].get("imagePullSecrets", [])]
        for volume in pod["spec"].get("volumes", []):
            named += [("Secret", volume["secret"]["secretName"])] if "secret" in volume else []
            named += [("ConfigMap", volume["configMap"]["name"])] if "configMap" in volume else []
            claim = volume.get("persistentVolumeClaim")
            named += [("PersistentVolumeClaim", claim["claimName"])] if claim else []
        for container in containers(pod):
            for variable in container.get("env", []):
                source = variable.get("valueFrom", {})
                named += [("Secret", source["secretKeyRef"]["name"])] if "secretKeyRef" in source else []
                named += [("ConfigMap", source["configMapKeyRef"]["name"])] if "configMapKeyRef" in source else []
            named += [("Secret", each["secretRef"]["name"]) for each in container.get("envFrom", []) if "secretRef" in each]
        for kind, name in named:
            if not known(kind, name):
                yield f"{where(owner)}: {kind} {name} is neither rendered nor named in the values"
    for each in rendering.of("TriggerAuthentication"):
        for source, kind in (("secretTargetRef", "Secret"), ("configMapTargetRef", "ConfigMap")):
            for reference in each["spec"].get(source, []):
                if not known(kind, reference["name"]):
                    yield f"{where(each)}: {kind} {reference['name']} is neither rendered nor named in the values"
    for each in rendering.of("ScaledObject"):
        for trigger in each["spec"]["triggers"]:
            reference = trigger.get("authenticationRef")
            if reference and not known(reference.get("kind", "TriggerAuthentication"), reference["name"]):
                yield f"{where(each)}: {reference['name']} is neither rendered nor named in the values"


def volumes(rendering):
    for owner, pod in rendering.pods():
        have = [each["name"] for each in pod["spec"].get("volumes", [])]
        for name in have:
            if have.count(name) > 1:
                yield f"{where(owner)}: two volumes {name}"
        used = set()
        for container in containers(pod):
            mounts = container.get("volumeMounts", [])
            used |= {each["name"] for each in mounts}
            for each in mounts:
                if each["name"] not in have:
                    yield f"{where(owner)}: {container['name']} mounts {each['name']}, which is no volume"
            paths = [each["mountPath"] for each in mounts]
            if len(paths) != len(set(paths)):
                yield f"{where(owner)}: {container['name']} mounts two volumes in one place"
            if container["securityContext"].get("readOnlyRootFilesystem") is not True:
                yield f"{where(owner)}: {container['name']} may write to its root"
            # Files that the environment names must be under something mounted.
            for variable in container.get("env", []):
                value = variable.get("value", "")
                for path in [part for part in value.replace("=", " ").split() if part.startswith("/etc/shakedown/")]:
                    if not any(path.startswith(mount + "/") for mount in paths):
                        yield f"{where(owner)}: {variable['name']} names {path}, where nothing is mounted"
            names = [each["name"] for each in container.get("env", [])]
            for name in {name for name in names if names.count(name) > 1}:
                yield f"{where(owner)}: {container['name']} has {name} twice"
        for name in set(have) - used:
            yield f"{where(owner)}: no container mounts {name}"


def ports(rendering):
    for owner, pod in rendering.pods():
        for container in containers(pod):
            have = {each["name"] for each in container.get("ports", [])}
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                if probe in container and container[probe]["httpGet"]["port"] not in have:
                    yield f"{where(owner)}: {probe} asks a port that is not there"
    for service in rendering.of("Service"):
        chosen = [pod for _, pod in rendering.pods() if matches({"matchLabels": service["spec"]["selector"]}, labels_of(pod))]
        for port in service["spec"]["ports"]:
            for pod in chosen:
                target = [each for each in pod["spec"]["containers"][0].get("ports", []) if each["name"] == port["targetPort"]]
                if not target or target[0]["containerPort"] != port["port"]:
                    yield f"{where(service)}: port {port['port']} has no target"
    services = {
        each["metadata"]["name"]: {port["name"]: port["port"] for port in each["spec"]["ports"]}
        for each in rendering.of("Service")
    }
    for ingress in rendering.of("Ingress"):
        for rule in ingress["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                backend = path["backend"]["service"]
                if backend["port"]["name"] not in services.get(backend["name"], {}):
                    yield f"{where(ingress)}: no service {backend['name']} with port {backend['port']['name']}"
    for route in rendering.of("HTTPRoute"):
        for rule in route["spec"]["rules"]:
            for backend in rule["backendRefs"]:
                if backend["port"] not in services.get(backend["name"], {}).values():
                    yield f"{where(route)}: no service {backend['name']} with port {backend['port']}"


def selectors(rendering):
    """Each selector finds the pods that it is for, and no others."""
    pods = list(rendering.pods())
    deployments = rendering.of("Deployment")
    for each in deployments:
        found = [where(owner) for owner, pod in pods if matches(each["spec"]["selector"], labels_of(pod))]
        if found != [where(each)]:
            yield f"{where(each)}: its selector finds {found}"
    for each in rendering.of("Service"):
        found = [where(owner) for owner, pod in pods if matches({"matchLabels": each["spec"]["selector"]}, labels_of(pod))]
        if found != [f"Deployment {each['metadata']['name']}"]:
            yield f"{where(each)}: its selector finds {found}"
    for each in rendering.of("PodDisruptionBudget"):
        found = [where(owner) for owner, pod in pods if matches(each["spec"]["selector"], labels_of(pod))]
        if found != [f"Deployment {each['metadata']['name']}"]:
            yield f"{where(each)}: its selector finds {found}"
    for each in rendering.of("NetworkPolicy"):
        if not any(matches(each["spec"]["podSelector"], labels_of(pod)) for _, pod in pods):
            yield f"{where(each)}: its selector finds no pod"
    for each in rendering.of("ServiceMonitor"):
        services = [each["metadata"] for each in rendering.of("Service")]
        found = [service["name"] for service in services if matches(each["spec"]["selector"], service["labels"])]
        if found != [each["metadata"]["name"]]:
            yield f"{where(each)}: its selector finds {found}"
    for each in rendering.of("PodMonitor"):
        found = {where(owner) for owner, pod in pods if matches(each["spec"]["selector"], labels_of(pod))}
        workers = {where(owner) for owner, _ in pods if owner["kind"] == "Deployment" and "-worker-" in owner["metadata"]["name"]}
        if found != workers:
            yield f"{where(each)}: its selector finds {sorted(found)}"
    for owner, pod in pods:
        for constraint in pod["spec"].get("topologySpreadConstraints", []):
            if not matches(constraint["labelSelector"], labels_of(pod)):
                yield f"{where(owner)}: it is spread by labels that it does not have"


def targets(rendering):
    """Scalers name deployments, a deployment has at most one, and a scaled deployment has no replicas of its own."""
    deployments = {each["metadata"]["name"]: each for each in rendering.of("Deployment")}
    scaled = []
    for each in rendering.of("ScaledObject", "HorizontalPodAutoscaler"):
        name = each["spec"]["scaleTargetRef"]["name"]
        scaled.append(name)
        if name not in deployments:
            yield f"{where(each)}: there is no deployment {name}"
        elif "replicas" in deployments[name]["spec"]:
            yield f"{where(each)}: deployment {name} has replicas of its own, and each upgrade would reset it"
        if len(each["metadata"]["name"]) + len("keda-hpa-") > 63 and each["kind"] == "ScaledObject":
            yield f"{where(each)}: KEDA's autoscaler would have a name of more than 63 characters"
    for name in {name for name in scaled if scaled.count(name) > 1}:
        yield f"deployment {name} has two scalers"
    for name, each in deployments.items():
        if "replicas" not in each["spec"] and name not in scaled:
            yield f"{where(each)}: it has neither replicas nor a scaler"


def hooks(rendering):
    """Before an installation nothing of it is there: the jobs then may name nothing that is rendered."""
    rendered = {each["metadata"]["name"] for each in rendering.of("ConfigMap", "Secret", "ServiceAccount")}
    for owner, pod in rendering.pods():
        if "pre-install" in owner["metadata"].get("annotations", {}).get("helm.sh/hook", ""):
            for name in rendered & set(texts(pod["spec"])):
                yield f"{where(owner)}: {name} is not there yet when it runs"
