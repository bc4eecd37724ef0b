{{- /* Takes: root, name. A pool as YAML: the defaults, what the pool says, and what spot nodes and GPUs change. */ -}}
{{- define "shakedown.pool" -}}
{{- $pool := mergeOverwrite (deepCopy .root.Values.attackWorker.defaults) (deepCopy (default dict (get .root.Values.attackWorker.pools .name))) }}
{{- if eq $pool.image.flavour "gpu" }}
{{- $_ := set $pool "tolerations" (concat $pool.tolerations $pool.gpu.tolerations) }}
{{- $_ := set (default dict $pool.resources.limits) $pool.gpu.resource ($pool.gpu.count | int) }}
{{- $_ := set (default dict $pool.resources.requests) $pool.gpu.resource ($pool.gpu.count | int) }}
{{- end }}
{{- if $pool.spot.enabled }}
{{- $_ := set $pool "nodeSelector" (merge (deepCopy $pool.spot.nodeSelector) $pool.nodeSelector) }}
{{- $_ := set $pool "tolerations" (concat $pool.tolerations $pool.spot.tolerations) }}
{{- $_ := set $pool "leg" $pool.spot.leg }}
{{- $_ := set $pool "drainTimeout" $pool.spot.drainTimeout }}
{{- end }}
{{- toYaml $pool }}
{{- end }}

{{- /* Takes: root, pool, flavour. */ -}}
{{- define "shakedown.pool.image" -}}
{{- $shared := .root.Values.images.attackWorker }}
{{- $own := .pool.image }}
{{- $digest := $own.digest }}
{{- if not (or $own.digest $own.tag $own.repository) }}{{ $digest = get $shared.digests .flavour }}{{ end }}
{{- $image := dict "repository" (default $shared.repository $own.repository) "digest" $digest }}
{{- if $own.tag }}
{{- include "shakedown.image" (dict "root" .root "image" (set $image "tag" $own.tag)) }}
{{- else }}
{{- include "shakedown.image" (dict "root" .root "image" (set $image "tag" $shared.tag) "flavour" .flavour) }}
{{- end }}
{{- end }}

{{- /* Takes: pool. Topics of its queue, as the contract names them. */ -}}
{{- define "shakedown.pool.topics" -}}
{{- $base := "shakedown.requests" }}
{{- with .pool.queue }}{{ $base = printf "shakedown.requests.%s" . }}{{ end }}
{{- toYaml (list $base (printf "%s.resumed" $base) (printf "%s.urgent" $base)) }}
{{- end }}

{{- /* The queues of all pools that have a name, as a YAML list. */ -}}
{{- define "shakedown.queues" -}}
{{- $queues := list }}
{{- range $name, $_ := .Values.attackWorker.pools }}
{{- $pool := include "shakedown.pool" (dict "root" $ "name" $name) | fromYaml }}
{{- with $pool.queue }}{{ $queues = append $queues . }}{{ end }}
{{- end }}
{{- toYaml ($queues | uniq | sortAlpha) }}
{{- end }}

{{- define "shakedown.pool.group" -}}
shakedown-attack-worker{{ with .pool.queue }}-{{ . }}{{ end }}
{{- end }}

{{- define "shakedown.pool.directories" -}}
{{- $directories := list }}
{{- range .pool.networks }}
{{- $directories = append $directories (ternary "/opt/shakedown/networks" (printf "/networks/%s" .) (eq . "shipped")) }}
{{- end }}
{{- join "," $directories }}
{{- end }}

{{- /* Takes: root, pool. */ -}}
{{- define "shakedown.pool.env" -}}
{{- include "shakedown.kafka.env" (dict "root" .root "user" "attackWorker") }}
{{- include "shakedown.token.env" (dict "root" .root "token" .root.Values.attackWorker.resultStoreToken) | trim | nindent 0 }}
- name: SHAKEDOWN_NETWORKS_DIRECTORY
  value: {{ include "shakedown.pool.directories" . }}
{{- with .pool.queue }}
- name: SHAKEDOWN_DELIVERY_QUEUE
  value: {{ . | quote }}
{{- end }}
- name: SHAKEDOWN_WORKER_NAME
  valueFrom:
    fieldRef: {fieldPath: metadata.name}
{{- end }}

{{- /* Takes: root, pool. Every pod fetches the networks again, so that all pods of a rollout have the same ones. */ -}}
{{- define "shakedown.pool.initContainers" -}}
{{- $root := .root }}
{{- range $source := without .pool.networks "shipped" }}
{{- $network := default dict (get $root.Values.networks $source) }}
{{- with $network.image }}
{{- if ne (default "copy" .mode) "volume" }}
- name: networks-{{ $source }}
  image: {{ .reference }}
  imagePullPolicy: {{ default "IfNotPresent" .pullPolicy }}
  {{- include "shakedown.container.security" $ | nindent 2 }}
  command: [cp, -R, {{ printf "%s/." (default "/networks" .path | trimSuffix "/") }}, /networks/{{ $source }}]
  resources: {{- toYaml $root.Values.jobs.resources | nindent 4 }}
  volumeMounts:
    - {name: networks-{{ $source }}, mountPath: /networks/{{ $source }}}
{{- end }}
{{- end }}
{{- with $network.objectStore }}
- name: networks-{{ $source }}
  image: {{ include "shakedown.image" (dict "root" $root "image" $root.Values.images.rclone) }}
  imagePullPolicy: {{ $root.Values.images.pullPolicy }}
  {{- include "shakedown.container.security" $ | nindent 2 }}
  # The registry's checksums are looked at by the worker: what was cut off or altered is not served.
  args: [copy, --checksum, --config, /tmp/rclone.conf, --cache-dir, /tmp/cache, {{ .source | quote }}, /networks/{{ $source }}]
  envFrom:
    - secretRef: {name: {{ .secret }}}
  resources: {{- toYaml $root.Values.jobs.resources | nindent 4 }}
  volumeMounts:
    - {name: tmp, mountPath: /tmp}
    - {name: networks-{{ $source }}, mountPath: /networks/{{ $source }}}
{{- end }}
{{- end }}
{{- end }}

{{- define "shakedown.pool.mounts" -}}
{{- $root := .root }}
- {name: tmp, mountPath: /tmp}
- {name: token, mountPath: /etc/shakedown/token, readOnly: true}
{{- range $source := without .pool.networks "shipped" }}
{{- $network := default dict (get $root.Values.networks $source) }}
- name: networks-{{ $source }}
  mountPath: /networks/{{ $source }}
  readOnly: true
  {{- with $network.persistentVolumeClaim }}
  {{- with .subPath }}
  subPath: {{ . }}
  {{- end }}
  {{- end }}
  {{- with $network.image }}
  {{- if and (eq (default "copy" .mode) "volume") .path }}
  subPath: {{ trimPrefix "/" .path }}
  {{- end }}
  {{- end }}
{{- end }}
{{- include "shakedown.kafka.mounts" .root }}
{{- end }}

{{- define "shakedown.pool.volumes" -}}
{{- $root := .root }}
- name: tmp
  emptyDir: {sizeLimit: {{ .pool.tmpSizeLimit }}}
- name: token
  secret: {secretName: {{ .root.Values.attackWorker.resultStoreToken.secret }}}
{{- range $source := without .pool.networks "shipped" }}
{{- $network := default dict (get $root.Values.networks $source) }}
- name: networks-{{ $source }}
  {{- if $network.persistentVolumeClaim }}
  persistentVolumeClaim: {claimName: {{ $network.persistentVolumeClaim.claimName }}, readOnly: true}
  {{- else if and $network.image (eq (default "copy" (default dict $network.image).mode) "volume") }}
  image: {reference: {{ $network.image.reference }}, pullPolicy: {{ default "IfNotPresent" $network.image.pullPolicy }}}
  {{- else }}
  emptyDir: {}
  {{- end }}
{{- end }}
{{- include "shakedown.kafka.volumes" .root }}
{{- end }}
