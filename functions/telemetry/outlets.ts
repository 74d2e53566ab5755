import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';

/** Where one kind of receiver takes the three signals. */
export interface Outlets {
  spans: SpanExporter;
  metrics: PushMetricExporter;
  logs: LogRecordExporter;
}
