{{- define "rbee.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}
{{- define "rbee.queen" -}}{{ .Release.Name }}-queen{{- end -}}
{{- define "rbee.hive" -}}{{ .Release.Name }}-hive{{- end -}}
{{- define "rbee.image" -}}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{- end -}}
