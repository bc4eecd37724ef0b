{{- /* What the services are told of Kafka, PostgreSQL and whom to believe: environment, and the volumes that it names. */ -}}

{{- /* Takes: root, user (name in kafka.users), prefix (optional, of each variable). Settings of Kafka's clients: KAFKA_X_Y is x.y
       there. */ -}}
{{- define "shakedown.kafka.env" -}}
{{- $kafka := .root.Values.kafka }}
{{- $prefix := default "" .prefix }}
{{- $secret := get $kafka.users .user }}
- name: {{ $prefix }}KAFKA_BOOTSTRAP_SERVERS
  value: {{ $kafka.bootstrapServers | quote }}
- name: {{ $prefix }}KAFKA_SECURITY_PROTOCOL
  value: {{ $kafka.securityProtocol }}
{{- if hasPrefix "SASL_" $kafka.securityProtocol }}
- name: {{ $prefix }}KAFKA_SASL_MECHANISM
  value: {{ $kafka.sasl.mechanism }}
- name: {{ $prefix }}KAFKA_SASL_JAAS_CONFIG
  valueFrom:
    secretKeyRef:
      name: {{ default $kafka.sasl.secret $secret }}
      key: {{ $kafka.sasl.key }}
{{- end }}
{{- if hasSuffix "SSL" $kafka.securityProtocol }}
{{- if or $kafka.tls.ca.secret $kafka.tls.ca.configMap }}
- name: {{ $prefix }}KAFKA_SSL_TRUSTSTORE_TYPE
  value: PEM
- name: {{ $prefix }}KAFKA_SSL_TRUSTSTORE_LOCATION
  value: /etc/shakedown/kafka-ca/{{ $kafka.tls.ca.key }}
{{- end }}
{{- if eq $kafka.securityProtocol "SSL" }}
{{- with default $kafka.tls.client.secret $secret }}
- name: {{ $prefix }}KAFKA_SSL_KEYSTORE_TYPE
  value: PEM
- name: {{ $prefix }}KAFKA_SSL_KEYSTORE_CERTIFICATE_CHAIN
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: {{ $kafka.tls.client.certificateKey }}
- name: {{ $prefix }}KAFKA_SSL_KEYSTORE_KEY
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: {{ $kafka.tls.client.privateKeyKey }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- /* Takes: name, ca (secret, configMap, key). Nothing if neither is given. Whole directories, so that changes reach the pod. */ -}}
{{- define "shakedown.ca.volume" -}}
{{- if .ca.secret }}
- name: {{ .name }}
  secret:
    secretName: {{ .ca.secret }}
    items:
      - {key: {{ .ca.key }}, path: {{ .ca.key }}}
{{- else if .ca.configMap }}
- name: {{ .name }}
  configMap:
    name: {{ .ca.configMap }}
    items:
      - {key: {{ .ca.key }}, path: {{ .ca.key }}}
{{- end }}
{{- end }}

{{- define "shakedown.ca.mount" -}}
{{- if or .ca.secret .ca.configMap }}
- name: {{ .name }}
  mountPath: /etc/shakedown/{{ .name }}
  readOnly: true
{{- end }}
{{- end }}

{{- define "shakedown.kafka.volumes" -}}
{{- if hasSuffix "SSL" .Values.kafka.securityProtocol }}
{{- include "shakedown.ca.volume" (dict "name" "kafka-ca" "ca" .Values.kafka.tls.ca) }}
{{- end }}
{{- end }}

{{- define "shakedown.kafka.mounts" -}}
{{- if hasSuffix "SSL" .Values.kafka.securityProtocol }}
{{- include "shakedown.ca.mount" (dict "name" "kafka-ca" "ca" .Values.kafka.tls.ca) }}
{{- end }}
{{- end }}

{{- /* Takes: root, secret. */ -}}
{{- define "shakedown.database.env" -}}
{{- $database := .root.Values.database }}
{{- $secret := .secret }}
{{- $keys := $database.keys }}
{{- if $database.url }}
- name: QUARKUS_DATASOURCE_JDBC_URL
  value: {{ $database.url | quote }}
{{- else if $keys.url }}
- name: QUARKUS_DATASOURCE_JDBC_URL
  valueFrom:
    secretKeyRef: {name: {{ $secret }}, key: {{ $keys.url }}}
{{- else }}
{{- range $variable, $key := dict "DATABASE_HOST" $keys.host "DATABASE_NAME" $keys.database "DATABASE_PORT" $keys.port }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef: {name: {{ $secret }}, key: {{ $key }}}
{{- end }}
- name: QUARKUS_DATASOURCE_JDBC_URL
  value: jdbc:postgresql://$(DATABASE_HOST):$(DATABASE_PORT)/$(DATABASE_NAME)?sslmode={{ $database.tls.mode }}
    {{- if or $database.tls.ca.secret $database.tls.ca.configMap }}&sslrootcert=/etc/shakedown/database-ca/{{ $database.tls.ca.key }}{{ end }}
{{- end }}
- name: QUARKUS_DATASOURCE_USERNAME
  valueFrom:
    secretKeyRef: {name: {{ $secret }}, key: {{ $keys.username }}}
- name: QUARKUS_DATASOURCE_PASSWORD
  valueFrom:
    secretKeyRef: {name: {{ $secret }}, key: {{ $keys.password }}}
{{- end }}

{{- /* The bucket stays known where new files go into the database again: it may have old ones. */ -}}
{{- define "shakedown.artifacts.env" -}}
{{- $s3 := .Values.artifacts.s3 }}
{{- if $s3.bucket }}
- name: SHAKEDOWN_BLOB_STORE
  value: {{ .Values.artifacts.store }}
- name: SHAKEDOWN_S3_BUCKET
  value: {{ $s3.bucket }}
{{- with $s3.endpoint }}
- name: SHAKEDOWN_S3_ENDPOINT
  value: {{ . }}
{{- end }}
- name: SHAKEDOWN_S3_REGION
  value: {{ $s3.region }}
- name: SHAKEDOWN_S3_PATH_STYLE
  value: {{ $s3.pathStyle | quote }}
{{- with $s3.secret }}
- name: AWS_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef: {name: {{ . }}, key: {{ $s3.keys.accessKeyId }}}
- name: AWS_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef: {name: {{ . }}, key: {{ $s3.keys.secretAccessKey }}}
{{- end }}
{{- end }}
{{- end }}

{{- /* Whom job-api and result-store believe. */ -}}
{{- define "shakedown.access.env" -}}
{{- $key := .Values.access.publicKey }}
- name: MP_JWT_VERIFY_ISSUER
  value: {{ .Values.access.issuer | quote }}
- name: MP_JWT_VERIFY_PUBLICKEY_LOCATION
  value: {{ default (printf "/etc/shakedown/issuer/%s" $key.key) $key.jwks }}
{{- with .Values.access.audiences }}
- name: MP_JWT_VERIFY_AUDIENCES
  value: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "shakedown.access.volumes" -}}
{{- $key := .Values.access.publicKey }}
{{- if $key.secret }}
- name: issuer
  secret: {secretName: {{ $key.secret }}}
{{- else if $key.configMap }}
- name: issuer
  configMap: {name: {{ $key.configMap }}}
{{- else if $key.pem }}
- name: issuer
  configMap: {name: {{ include "shakedown.fullname" . }}-issuer}
{{- end }}
{{- end }}

{{- define "shakedown.access.mounts" -}}
{{- if not .Values.access.publicKey.jwks }}
- {name: issuer, mountPath: /etc/shakedown/issuer, readOnly: true}
{{- end }}
{{- end }}

{{- /* The token for result-store. Its directory is mounted, not the file alone: a new token then reaches the running pod. */ -}}
{{- define "shakedown.token.env" -}}
- name: SHAKEDOWN_RESULT_STORE_URL
  value: {{ include "shakedown.resultStoreUrl" .root }}
- name: SHAKEDOWN_RESULT_STORE_TOKEN_FILE
  value: /etc/shakedown/token/{{ .token.key }}
{{- end }}
