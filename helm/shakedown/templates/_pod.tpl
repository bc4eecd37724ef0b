{{- /* What all pods have in common. */ -}}

{{- /* Takes: root, grace, serviceAccount. No service links: they would put SHAKEDOWN_RESULT_STORE_PORT and the like, made from the
       namespace's Services, into the environment that the services read their settings from. */ -}}
{{- define "shakedown.pod" -}}
serviceAccountName: {{ .serviceAccount }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.images.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "shakedown.container.security" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}

{{- /* Takes: values, labels (of the pods that are spread). */ -}}
{{- define "shakedown.pod.scheduling" -}}
{{- $labels := .labels }}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- range . }}
  - {{- toYaml . | nindent 4 }}
    labelSelector:
      matchLabels: {{- $labels | nindent 8 }}
  {{- end }}
{{- end }}
{{- end }}

{{- /* Takes: root, values, labels. */ -}}
{{- define "shakedown.pod.metadata" -}}
{{- $annotations := dict }}
{{- with .root.Values.rolloutRevision }}{{ $_ := set $annotations "shakedown.dev/rollout-revision" . }}{{ end }}
{{- with .checksum }}{{ $_ := set $annotations "checksum/issuer" . }}{{ end }}
{{- with merge $annotations .values.podAnnotations }}
annotations: {{- toYaml . | nindent 2 }}
{{- end }}
labels:
  {{- .labels | nindent 2 }}
  {{- with .values.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{- /* Endpoints go first, then the process. Before 1.30 a sleep of the kubelet's needs a feature gate. */ -}}
{{- define "shakedown.preStop" -}}
lifecycle:
  preStop:
    {{- if semverCompare ">=1.30.0-0" .root.Capabilities.KubeVersion.Version }}
    sleep: {seconds: {{ .seconds }}}
    {{- else }}
    exec: {command: [sleep, {{ .seconds | quote }}]}
    {{- end }}
{{- end }}

{{- /* Takes: failures, how often the first look may fail, 10 s apart. */ -}}
{{- define "shakedown.probes" -}}
startupProbe:
  httpGet: {path: /q/health/started, port: http}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: {{ .failures }}
livenessProbe:
  httpGet: {path: /q/health/live, port: http}
  periodSeconds: 15
  timeoutSeconds: 5
  failureThreshold: 4
readinessProbe:
  httpGet: {path: /q/health/ready, port: http}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 3
{{- end }}
