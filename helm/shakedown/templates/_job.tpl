{{- /* Takes: root, name, component, hook, weight, deadline. The head of a job that runs around an installation.
       Hooks, because what they need (Secrets by reference, Kafka, PostgreSQL) is there before the release, and what comes after must
       not begin when one fails: an upgrade whose migration fails leaves the old services as they were. A job that failed stays, with
       its log, until the next try replaces it; one that succeeded goes, or it would outlive the release. No ttlSecondsAfterFinished:
       Argo CD, which runs these as PreSync and PostSync, has to see how they end. All jobs may be run again at any time. */ -}}
{{- define "shakedown.job.metadata" -}}
name: {{ include "shakedown.fullname" .root }}-{{ .name }}
namespace: {{ .root.Release.Namespace }}
labels: {{- include "shakedown.labels" . | nindent 2 }}
annotations:
  helm.sh/hook: {{ .hook }}
  helm.sh/hook-weight: {{ .weight | quote }}
  helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

{{- define "shakedown.job.limits" -}}
backoffLimit: {{ .root.Values.jobs.backoffLimit }}
activeDeadlineSeconds: {{ .deadline | int }}
{{- end }}

{{- define "shakedown.job.pod" -}}
restartPolicy: Never
{{ include "shakedown.pod" (dict "root" .root "serviceAccount" .root.Values.jobs.serviceAccountName) }}
{{- include "shakedown.pod.scheduling" (dict "values" .root.Values.jobs) }}
{{- end }}
