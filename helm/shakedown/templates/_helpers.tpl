{{- /* Names, labels and images. */ -}}

{{- define "shakedown.fullname" -}}
{{- $default := .Release.Name }}
{{- if not (contains .Chart.Name .Release.Name) }}{{ $default = printf "%s-%s" .Release.Name .Chart.Name }}{{ end }}
{{- default $default .Values.fullnameOverride | trunc 30 | trimSuffix "-" }}
{{- end }}

{{- /* Takes: root, component, pool (optional). What selectors go by; never changes for a release. */ -}}
{{- define "shakedown.selectorLabels" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride | trunc 63 }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- with .pool }}
shakedown.dev/pool: {{ . }}
{{- end }}
{{- end }}

{{- /* Of pods: without versions, so that a new chart restarts only what it changes. */ -}}
{{- define "shakedown.podLabels" -}}
{{ include "shakedown.selectorLabels" . }}
app.kubernetes.io/part-of: shakedown
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "shakedown.labels" -}}
{{ include "shakedown.selectorLabels" . }}
app.kubernetes.io/part-of: shakedown
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* Takes: root, image (repository, tag, digest), flavour (optional). Every image of the chart is named here; tests/images.py. */ -}}
{{- define "shakedown.image" -}}
{{- with .root.Values.images.registry }}{{ trimSuffix "/" . }}/{{ end }}{{ .image.repository }}
{{- if .image.digest }}@{{ .image.digest }}
{{- else }}:{{ coalesce .image.tag .root.Values.images.tag .root.Chart.AppVersion }}{{ with .flavour }}-{{ . }}{{ end }}
{{- end }}
{{- end }}

{{- /* Takes: root, component, values (serviceAccount). */ -}}
{{- define "shakedown.serviceAccountName" -}}
{{- if .values.serviceAccount.create }}
{{- default (printf "%s-%s" (include "shakedown.fullname" .root) .component) .values.serviceAccount.name }}
{{- else }}
{{- default "default" .values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "shakedown.resultStoreUrl" -}}
http://{{ include "shakedown.fullname" . }}-result-store:8081
{{- end }}

{{- /* As clients and browsers call a service, given its values; nothing if only the cluster does. */ -}}
{{- define "shakedown.publicUrl" -}}
{{- if .publicUrl }}{{ .publicUrl }}
{{- else if .ingress.enabled }}{{ ternary "https" "http" (ne .ingress.tlsSecret "") }}://{{ .ingress.host }}
{{- else if and .httpRoute.enabled .httpRoute.hostnames }}https://{{ first .httpRoute.hostnames }}
{{- end }}
{{- end }}
