import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { Outlets } from './outlets.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';

/** Any OTLP receiver that takes JSON over HTTP, such as the OpenTelemetry Collector. */
export function toOtlp({ endpoint, headers }: NonNullable<TelemetrySettings['otlp']>): Outlets {
  const at = (signal: string) => ({ url: `${endpoint.replace(/\/+$/, '')}/v1/${signal}`, headers });
  return {
    spans: new OTLPTraceExporter(at('traces')),
    metrics: new OTLPMetricExporter(at('metrics')),
    logs: new OTLPLogExporter(at('logs')),
  };
}
