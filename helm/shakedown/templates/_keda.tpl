{{- /* How KEDA shows itself to Kafka, by reference. Its user's name is no secret, and Strimzi's Secrets lack it: a ConfigMap. */ -}}
{{- define "shakedown.keda.hasSomethingToShow" -}}
{{- $kafka := .Values.kafka }}
{{- $tls := hasSuffix "SSL" $kafka.securityProtocol }}
{{- if hasPrefix "SASL_" $kafka.securityProtocol }}true
{{- else if and $tls (or $kafka.tls.ca.secret $kafka.tls.ca.configMap .Values.keda.clientSecret $kafka.tls.client.secret) }}true
{{- end }}
{{- end }}

{{- define "shakedown.keda.authenticationRef" -}}
{{- if .Values.keda.triggerAuthentication.name }}
{{- toYaml .Values.keda.triggerAuthentication }}
{{- else if include "shakedown.keda.hasSomethingToShow" . }}
name: {{ include "shakedown.fullname" . }}-kafka
kind: TriggerAuthentication
{{- end }}
{{- end }}
