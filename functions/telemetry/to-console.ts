import { ConsoleLogRecordExporter } from '@opentelemetry/sdk-logs';
import { ConsoleMetricExporter } from '@opentelemetry/sdk-metrics';
import { ConsoleSpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Outlets } from './outlets.ts';

/** All of it on the console, for whoever wants to see what there is. */
export function toConsole(): Outlets {
  return {
    spans: new ConsoleSpanExporter(),
    metrics: new ConsoleMetricExporter(),
    logs: new ConsoleLogRecordExporter(),
  };
}
