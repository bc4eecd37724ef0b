{{- /* Takes: root, component, port, callers (component names), clients (whether networkPolicy.clients may call), exposed (whether
       networkPolicy.ingressController may, too), calls (names of egress rules in values), services (components that it calls). Everything else is refused. */ -}}
{{- define "shakedown.networkPolicy" -}}
{{- $root := .root }}
{{- $policy := .root.Values.networkPolicy }}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "shakedown.fullname" .root }}-{{ .component }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "shakedown.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels: {{- include "shakedown.selectorLabels" . | nindent 6 }}
  policyTypes: [Ingress{{ if $policy.egress.enabled }}, Egress{{ end }}]
  {{- $peers := list }}
  {{- range .callers }}
  {{- $peers = append $peers (dict "podSelector" (dict "matchLabels" (include "shakedown.selectorLabels" (dict "root" $root "component" .) | fromYaml))) }}
  {{- end }}
  {{- if .clients }}{{ $peers = concat $peers $policy.clients }}{{ end }}
  {{- if .exposed }}{{ $peers = concat $peers $policy.ingressController }}{{ end }}
  {{- $peers = concat $peers $policy.monitoring }}
  {{- if and $peers .port }}
  ingress:
    - ports:
        - {protocol: TCP, port: {{ .port }}}
      from: {{- toYaml $peers | nindent 8 }}
  {{- else }}
  ingress: []
  {{- end }}
  {{- if $policy.egress.enabled }}
  egress:
    {{- toYaml $policy.egress.dns | nindent 4 }}
    {{- range .calls }}
    {{- toYaml (get $policy.egress .) | nindent 4 }}
    {{- end }}
    {{- range .services }}
    - ports:
        - {protocol: TCP, port: {{ ternary 8080 8081 (eq . "job-api") }}}
      to:
        - podSelector:
            matchLabels: {{- include "shakedown.selectorLabels" (dict "root" $root "component" .) | nindent 14 }}
    {{- end }}
    {{- with $policy.egress.extra }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
{{- end }}
