import type { TokenCredential } from '@azure/identity';
import {
  AzureMonitorLogExporter,
  AzureMonitorMetricExporter,
  AzureMonitorTraceExporter,
} from '@azure/monitor-opentelemetry-exporter';
import type { Outlets } from './outlets.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';

/** Application Insights. What cannot be sent is not kept on the disk of an instance that will not be there tomorrow. */
export function toAzureMonitor(
  { connectionString, withIdentity }: NonNullable<TelemetrySettings['azureMonitor']>,
  credential?: TokenCredential,
): Outlets {
  const options = {
    ...{ connectionString, disableOfflineStorage: true },
    ...(withIdentity && credential ? { credential } : {}),
  };
  return {
    spans: new AzureMonitorTraceExporter(options),
    metrics: new AzureMonitorMetricExporter(options),
    logs: new AzureMonitorLogExporter(options),
  };
}
