{{- /* How KEDA shows itself to Kafka, by reference. Its user's name is no secret, and Strimzi's Secrets lack it: a ConfigMap. */ -}}
{{- define "shakedown.keda.authenticationRef" -}}
{{- if .Values.keda.triggerAuthentication.name }}
{{- toYaml .Values.keda.triggerAuthentication }}
{{- else if ne .Values.kafka.securityProtocol "PLAINTEXT" }}
name: {{ include "shakedown.fullname" . }}-kafka
kind: TriggerAuthentication
{{- end }}
{{- end }}
