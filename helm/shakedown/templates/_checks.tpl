{{- /* What values.schema.json cannot say: what is missing, and what does not go together. All of it is said at once. */ -}}
{{- define "shakedown.checks" -}}
{{- $wrong := list }}
{{- $kafka := .Values.kafka }}
{{- if not $kafka.bootstrapServers }}
{{- $wrong = append $wrong "kafka.bootstrapServers: missing: must be the brokers, such as kafka.example:9093; every service meets the others there" }}
{{- end }}
{{- if not $kafka.securityProtocol }}
{{- $wrong = append $wrong "kafka.securityProtocol: missing: must be PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL, as the brokers' port speaks; a client that guesses wrong runs out of memory" }}
{{- end }}
{{- if hasPrefix "SASL_" $kafka.securityProtocol }}
{{- range $component, $own := $kafka.users }}
{{- if not (or $own $kafka.sasl.secret) }}
{{- $wrong = append $wrong (printf "kafka.sasl.secret: missing: must name a Secret with the JAAS line of a Kafka user, since kafka.securityProtocol is %s and kafka.users.%s names none" $kafka.securityProtocol $component) }}
{{- end }}
{{- end }}
{{- end }}
{{- if and $kafka.tls.ca.secret $kafka.tls.ca.configMap }}
{{- $wrong = append $wrong "kafka.tls.ca: must name a Secret or a ConfigMap, not both" }}
{{- end }}

{{- $access := .Values.access }}
{{- if not $access.issuer }}
{{- $wrong = append $wrong "access.issuer: missing: must be the iss of good tokens; without it job-api and result-store do not start" }}
{{- end }}
{{- $keys := 0 }}
{{- range list $access.publicKey.pem $access.publicKey.secret $access.publicKey.configMap $access.publicKey.jwks }}
{{- if . }}{{ $keys = add1 $keys }}{{ end }}
{{- end }}
{{- if ne (int $keys) 1 }}
{{- $wrong = append $wrong (printf "access.publicKey: must have one of pem, secret, configMap and jwks, with which tokens are verified; it has %d" (int $keys)) }}
{{- end }}
{{- if not .Values.jobApi.resultStoreToken.secret }}
{{- $wrong = append $wrong "jobApi.resultStoreToken.secret: missing: must name a Secret with a token of role submit, which job-api shows to result-store" }}
{{- end }}
{{- if not .Values.attackWorker.resultStoreToken.secret }}
{{- $wrong = append $wrong "attackWorker.resultStoreToken.secret: missing: must name a Secret with a token of role read, with which workers fetch images" }}
{{- end }}

{{- $database := .Values.database }}
{{- if not $database.secret }}
{{- $wrong = append $wrong "database.secret: missing: must name the Secret of result-store's PostgreSQL user, such as CloudNativePG's CLUSTER-app" }}
{{- end }}
{{- if contains "password=" $database.url }}
{{- $wrong = append $wrong "database.url: must not have the password in it, since addresses are logged; it belongs into the Secret" }}
{{- end }}
{{- if and $database.url $database.keys.url }}
{{- $wrong = append $wrong "database.url: must be empty if database.keys.url says where the address is" }}
{{- end }}
{{- if not (or $database.url $database.keys.url (and $database.keys.host $database.keys.port $database.keys.database)) }}
{{- $wrong = append $wrong "database.keys: must have url, or host, port and database, unless database.url is given" }}
{{- end }}
{{- if and $database.tls.ca.secret $database.tls.ca.configMap }}
{{- $wrong = append $wrong "database.tls.ca: must name a Secret or a ConfigMap, not both" }}
{{- end }}

{{- if and (eq .Values.artifacts.store "s3") (not .Values.artifacts.s3.bucket) }}
{{- $wrong = append $wrong "artifacts.s3.bucket: missing: must name the bucket for large files, since artifacts.store is s3" }}
{{- end }}
{{- if and (not $database.url) (not $database.keys.url) (hasPrefix "verify-" $database.tls.mode) (not (or $database.tls.ca.secret $database.tls.ca.configMap)) }}
{{- $wrong = append $wrong (printf "database.tls.ca: missing: must name the Secret or ConfigMap with the server's CA, since database.tls.mode is %s" $database.tls.mode) }}
{{- end }}

{{- range $component := list "jobApi" "resultStore" }}
{{- $values := get $.Values $component }}
{{- if and $.Values.networkPolicy.enabled (or $values.ingress.enabled $values.httpRoute.enabled) (not $.Values.networkPolicy.ingressController) }}
{{- $wrong = append $wrong (printf "networkPolicy.ingressController: missing: must select the pods of the ingress controller or gateway, for example [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}], since %s.%s.enabled; without it the NetworkPolicy blocks them" $component (ternary "ingress" "httpRoute" $values.ingress.enabled)) }}
{{- end }}
{{- if and $values.ingress.enabled (not $values.ingress.host) }}
{{- $wrong = append $wrong (printf "%s.ingress.host: missing: must be the name under which clients call it, since %s.ingress.enabled" $component $component) }}
{{- end }}
{{- if and $values.httpRoute.enabled (not $values.httpRoute.parentRefs) }}
{{- $wrong = append $wrong (printf "%s.httpRoute.parentRefs: missing: must name a Gateway, since %s.httpRoute.enabled" $component $component) }}
{{- end }}
{{- if le (int $values.terminationGracePeriodSeconds) (int $values.preStopSeconds) }}
{{- $wrong = append $wrong (printf "%s.terminationGracePeriodSeconds: %d: must be more than preStopSeconds, %d, or it is killed before it was told to stop" $component (int $values.terminationGracePeriodSeconds) (int $values.preStopSeconds)) }}
{{- end }}
{{- end }}

{{- $policy := .Values.networkPolicy }}
{{- if and $policy.enabled .Values.monitoring.enabled (not $policy.monitoring) }}
{{- $wrong = append $wrong "networkPolicy.monitoring: missing: must say who scrapes, since monitoring.enabled and networkPolicy.enabled; the policies refuse /q/metrics to all others" }}
{{- end }}
{{- if and $policy.enabled $policy.egress.enabled }}
{{- range list "kafka" "postgresql" }}
{{- if not (get $policy.egress .) }}
{{- $wrong = append $wrong (printf "networkPolicy.egress.%s: missing: must have rules that let the services reach it, since networkPolicy.egress.enabled" .) }}
{{- end }}
{{- end }}
{{- end }}
{{- range $name, $network := .Values.networks }}
{{- if eq $name "shipped" }}
{{- $wrong = append $wrong "networks.shipped: must have another name: shipped are the networks in the worker's image" }}
{{- end }}
{{- if ne (len (keys $network)) 1 }}
{{- $wrong = append $wrong (printf "networks.%s: must have one of persistentVolumeClaim, image and objectStore" $name) }}
{{- end }}
{{- with $network.image }}
{{- if and (eq (default "copy" .mode) "volume") (not (semverCompare ">=1.33.0-0" $.Capabilities.KubeVersion.Version)) }}
{{- $wrong = append $wrong (printf "networks.%s.image.mode: volume: needs Kubernetes 1.33 or newer, this is %s; copy works everywhere" $name $.Capabilities.KubeVersion.Version) }}
{{- end }}
{{- end }}
{{- end }}
{{- if not .Values.attackWorker.pools }}
{{- $wrong = append $wrong "attackWorker.pools: missing: must have at least one pool, such as pools: {small: {}}; without workers nothing is attacked" }}
{{- end }}
{{- range $name, $_ := .Values.attackWorker.pools }}
{{- $wrong = concat $wrong (include "shakedown.checks.pool" (dict "root" $ "name" $name) | fromYamlArray) }}
{{- end }}
{{- if $wrong }}
{{- fail (printf "\n\n  %s\n" (join "\n  " $wrong)) }}
{{- end }}
{{- end }}

{{- /* Takes: root, name. What is wrong with a pool, as a YAML list. */ -}}
{{- define "shakedown.checks.pool" -}}
{{- $wrong := list }}
{{- $root := .root }}
{{- $at := printf "attackWorker.pools.%s" .name }}
{{- $pool := include "shakedown.pool" . | fromYaml }}
{{- $scaling := $pool.scaling }}
{{- if has $pool.queue (list "resumed" "urgent") }}
{{- $wrong = append $wrong (printf "%s.queue: %s: must be another name: shakedown.requests.%s is a lane of the default queue" $at $pool.queue $pool.queue) }}
{{- end }}
{{- if not $pool.networks }}
{{- $wrong = append $wrong (printf "%s.networks: must name shipped or sources in networks; a worker without networks does not start" $at) }}
{{- end }}
{{- range without $pool.networks "shipped" }}
{{- if not (hasKey $root.Values.networks .) }}
{{- $wrong = append $wrong (printf "%s.networks: %s: must be shipped or one of networks: %s" $at . (default "(none)" (keys $root.Values.networks | sortAlpha | join ", "))) }}
{{- end }}
{{- end }}
{{- if and (ne $scaling.mode "fixed") (gt (int $scaling.min) (int $scaling.max)) }}
{{- $wrong = append $wrong (printf "%s.scaling.min: %d: must be at most max, %d" $at (int $scaling.min) (int $scaling.max)) }}
{{- end }}
{{- if and (ne $scaling.mode "fixed") (gt (int $scaling.max) (int $root.Values.kafkaTopics.partitions)) (not (and (eq $scaling.mode "keda") $scaling.keda.allowIdleConsumers)) }}
{{- $wrong = append $wrong (printf "%s.scaling.max: %d: must be at most kafkaTopics.partitions, %d; more workers would have nothing to read" $at (int $scaling.max) (int $root.Values.kafkaTopics.partitions)) }}
{{- end }}
{{- if and (eq $scaling.mode "hpa") (lt (int $scaling.min) 1) }}
{{- $wrong = append $wrong (printf "%s.scaling.min: %d: must be at least 1 with mode hpa, which cannot wake a pool from zero; keda can" $at (int $scaling.min)) }}
{{- end }}
{{- if and (eq $scaling.mode "keda") $scaling.keda.allowIdleConsumers $scaling.keda.limitToPartitionsWithLag }}
{{- $wrong = append $wrong (printf "%s.scaling.keda: allowIdleConsumers and limitToPartitionsWithLag must not both be true; KEDA refuses it" $at) }}
{{- end }}
{{- if and (eq $scaling.mode "keda") $scaling.keda.fallback.enabled (lt (int $scaling.keda.fallback.replicas) 1) }}
{{- $wrong = append $wrong (printf "%s.scaling.keda.fallback.replicas: must be at least 1: with 0 KEDA takes the pool to zero when it cannot read the lag" $at) }}
{{- end }}
{{- if and (eq $scaling.mode "keda") (hasPrefix "SASL_" $root.Values.kafka.securityProtocol) (not $root.Values.keda.triggerAuthentication.name) }}
{{- if not (and $root.Values.keda.username $root.Values.keda.password.secret) }}
{{- $wrong = append $wrong (printf "keda.username, keda.password.secret: missing: must be the Kafka user with which KEDA reads the lag of pool %s, or keda.triggerAuthentication.name" (trimPrefix "attackWorker.pools." $at)) }}
{{- end }}
{{- end }}
{{- toYaml $wrong }}
{{- end }}
